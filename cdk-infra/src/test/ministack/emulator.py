"""Runs MiniStack in another process, and the CDK command line with MiniStack as its endpoint."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

INFRA = Path(__file__).resolve().parents[3]
REGION = "us-east-1"
# Resource types that MiniStack does not support; they are removed from the template before the deployment.
UNSUPPORTED = {"AWS::ApiGatewayV2::IntegrationResponse"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MiniStack:
    def __init__(self, log, functions):
        """functions: the URL that invokes each function, by name."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = open(log, "wb")
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("ministack"))],
            env={
                **os.environ,
                "GATEWAY_PORT": str(self.port),
                **{f"MINISTACK_LAMBDA_PROXY_{name}": url for name, url in functions.items()},
            },
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._await_start()

    def environment(self):
        """The environment variables with which the CDK and the AWS SDKs call MiniStack."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def stop(self):
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=30)
        self._log.close()

    def _await_start(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(self.url + "/_ministack/health", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"MiniStack did not start: see {self._log.name}")
                time.sleep(0.2)


def cdk(*args, environment=None):
    """Runs the CDK command line; prints its output if it fails."""
    run = subprocess.run(
        ["npx", "cdk", *args],
        cwd=INFRA,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if run.returncode:
        raise AssertionError(f"cdk {' '.join(args)} failed:\n{run.stdout}\n{run.stderr}")
    return run.stdout + run.stderr


class Synthesized:
    """The cloud assembly of one stack, synthesized once, so that the names of its functions are known before the deployment."""

    def __init__(self, name, folder, *context):
        self.name = name
        self.assembly = str(folder)
        options = [part for value in (f"stackName={name}", *context) for part in ("-c", value)]
        self.output = cdk("synth", "--quiet", "--output", self.assembly, *options)
        file = folder / f"{name}.template.json"
        self.template = json.loads(file.read_text())
        for logical_id in [each for each, resource in self.template["Resources"].items() if resource["Type"] in UNSUPPORTED]:
            del self.template["Resources"][logical_id]
        file.write_text(json.dumps(self.template))

    def functions(self):
        """Handlers by function name. MiniStack derives the name from the names of the stack and the resource."""
        return {
            self._name_of(logical_id): resource["Properties"]["Handler"]
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == "AWS::Lambda::Function"
        }

    def _name_of(self, logical_id):
        suffix = hashlib.sha256(f"{self.name}:{logical_id}".encode()).hexdigest()[:13].upper()
        return f"{self.name}-{logical_id}-"[: 64 - len(suffix)] + suffix

    def deploy(self, environment):
        return cdk("deploy", "--app", self.assembly, "--require-approval", "never", self.name, environment=environment)

    def destroy(self, environment):
        return cdk("destroy", "--app", self.assembly, "--force", self.name, environment=environment)
