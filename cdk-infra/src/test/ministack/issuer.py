"""A token issuer on loopback, with its own keys and a JWKS URL."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class Issuer:
    def __init__(self, name):
        self.name = name
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        keys = json.dumps({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}).encode()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(keys)))
                self.end_headers()
                self.wfile.write(keys)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.jwks_url = f"http://127.0.0.1:{self._server.server_address[1]}/jwks.json"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(self, audience, *, issuer=None, key=None, algorithm="RS256", lifetime=300):
        claims = {
            "iss": issuer or self.name,
            "aud": audience,
            "sub": "reader-1",
            "iat": int(time.time()) - 1,
            "exp": int(time.time()) + lifetime,
        }
        return jwt.encode(claims, "" if algorithm == "none" else key or self.key, algorithm, headers={"kid": "one"})

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
