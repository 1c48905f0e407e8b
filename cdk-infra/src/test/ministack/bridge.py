"""Runs Java functions for MiniStack, each in AWS's Lambda runtime client.

MiniStack posts the event of an invocation to an HTTP address; the body of the response is the result of the function. The
runtime client gets the next event from Lambda's Runtime API and posts the result there. The bridge is both servers.
"""

import os
import queue
import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RUNTIME = "/2018-06-01/runtime/"


class Invocation:
    def __init__(self, headers, event):
        self.id = headers["X-Amzn-Lambda-Request-Id"]
        self.arn = headers["X-Amzn-Lambda-Function-Arn"]
        self.deadline = headers["X-Amzn-Lambda-Deadline-Ms"]
        self.event = event
        self.failed = False
        self.result = b""
        self.done = threading.Event()


class Bridge:
    """One function. Its address exists before the function is started."""

    def __init__(self, name):
        self.name = name
        self._waiting = queue.Queue()
        self._running = {}
        self._process = None
        self._log = None
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                if self.path != RUNTIME + "invocation/next":
                    return self.reply(404)
                invocation = bridge._waiting.get()
                if invocation is None:
                    return self.reply(500)
                bridge._running[invocation.id] = invocation
                self.reply(
                    200,
                    invocation.event,
                    {
                        "Lambda-Runtime-Aws-Request-Id": invocation.id,
                        "Lambda-Runtime-Deadline-Ms": invocation.deadline,
                        "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
                    },
                )

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if not self.path.startswith(RUNTIME):
                    return self.invoke(body)
                parts = self.path[len(RUNTIME):].split("/")
                if parts[0] == "invocation" and parts[1] in bridge._running:
                    invocation = bridge._running.pop(parts[1])
                    invocation.failed = parts[2] == "error"
                    invocation.result = body
                    invocation.done.set()
                self.reply(202)

            def invoke(self, event):
                invocation = Invocation(self.headers, event)
                bridge._waiting.put(invocation)
                if not invocation.done.wait(timeout=300):
                    return self.reply(504)
                self.reply(500 if invocation.failed else 200, invocation.result)

            def reply(self, status, body=b"", headers=None):
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def start(self, package, handler, environment, runtime_class_path, folder):
        """Starts the function as Lambda does: the working directory contains the package."""
        folder = Path(folder)
        task = folder / "task"
        temporary = folder / "tmp"
        task.mkdir(parents=True)
        temporary.mkdir()
        with zipfile.ZipFile(package) as content:
            content.extractall(task)
        java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        self._log = open(folder / "function.log", "wb")
        self._process = subprocess.Popen(
            [
                str(java),
                "-Xmx256m",
                f"-Djava.io.tmpdir={temporary}",
                "-cp",
                runtime_class_path,
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                handler,
            ],
            cwd=task,
            env={
                "PATH": os.environ["PATH"],
                **environment,
                "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.port}",
                "AWS_LAMBDA_FUNCTION_NAME": self.name,
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
                "LAMBDA_TASK_ROOT": str(task),
            },
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def stop(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._log.close()
        self._waiting.put(None)
        self._server.shutdown()
        self._server.server_close()
