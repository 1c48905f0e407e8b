import zipfile
from pathlib import Path

import boto3
import pytest

from bridge import Bridge
from emulator import INFRA, MiniStack, Synthesized, cdk
from issuer import Issuer

ISSUER = "https://issuer.example"
AUDIENCE = "stories"


def pytest_addoption(parser):
    parser.addoption("--placeholder", action="store_true", help="deploy an empty package and skip the stories")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--placeholder"):
        for item in items:
            if item.get_closest_marker("story"):
                item.add_marker(pytest.mark.skip(reason="needs the real package"))


def pytest_configure(config):
    config.addinivalue_line("markers", "story: needs the real package")


class Deployment:
    """One stack for each kind of settings, deployed to one MiniStack, with running functions."""

    def __init__(self, folder, package):
        self._folder = folder
        self._package = package
        self.issuer = Issuer(ISSUER)
        zip_option = f"zip={package}"
        self.stacks = {
            "none": Synthesized("Open", folder / "open", zip_option),
            "sync": Synthesized("Waiting", folder / "waiting", zip_option, "invocation=sync"),
            "iam": Synthesized("Signed", folder / "signed", zip_option, "auth=iam"),
            "jwt": Synthesized(
                "Token", folder / "token", zip_option, "auth=jwt", f"jwtIssuer={ISSUER}", f"jwtAudience={AUDIENCE}"
            ),
        }
        self._handlers = {name: handler for stack in self.stacks.values() for name, handler in stack.functions().items()}
        self._bridges = {name: Bridge(name) for name in self._handlers}
        urls = {name: bridge.url for name, bridge in self._bridges.items()}
        self.ministack = MiniStack(folder / "ministack.log", urls)

    def deploy(self):
        cdk("bootstrap", "aws://000000000000/us-east-1", environment=self.ministack.environment())
        for stack in self.stacks.values():
            stack.deploy(self.ministack.environment())

    def start_functions(self):
        class_path = (INFRA / "target/ministack/runtime-class-path.txt").read_text().strip()
        for name, handler in self._handlers.items():
            environment = self._deployed_environment(name)
            self._bridges[name].start(self._package, handler, environment, class_path, self._folder / name)

    def client(self, service):
        options = self.ministack.environment()
        return boto3.client(
            service,
            endpoint_url=self.ministack.url,
            region_name=options["AWS_REGION"],
            aws_access_key_id=options["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=options["AWS_SECRET_ACCESS_KEY"],
        )

    def outputs(self, kind):
        stack = self.client("cloudformation").describe_stacks(StackName=self.stacks[kind].name)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def socket(self, kind):
        """The MiniStack address for the stack's WebSocketURL."""
        return f"ws://127.0.0.1:{self.ministack.port}/_aws/execute-api/{self._api_id(kind)}/prod"

    def stop(self):
        for bridge in self._bridges.values():
            bridge.stop()
        self.issuer.stop()
        self.ministack.stop()

    def _api_id(self, kind):
        return self.outputs(kind)["WebSocketURL"].removeprefix("wss://").split(".")[0]

    def _deployed_environment(self, name):
        """The environment variables of the deployed function, with the addresses of MiniStack instead of AWS."""
        configuration = self.client("lambda").get_function_configuration(FunctionName=name, Qualifier="live")
        environment = {**configuration["Environment"]["Variables"], **self.ministack.environment()}
        if "STORY_CALLBACK_URL" in environment:
            api = environment["STORY_CALLBACK_URL"].removeprefix("https://").split(".")[0]
            environment["STORY_CALLBACK_URL"] = f"{self.ministack.url}/_aws/execute-api/{api}/prod"
        if "STORY_JWT_JWKS_URL" in environment:
            environment["STORY_JWT_JWKS_URL"] = self.issuer.jwks_url
        return environment


@pytest.fixture(scope="session")
def deployment(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployment")
    placeholder = request.config.getoption("--placeholder")
    package = folder / "placeholder.zip" if placeholder else Path(INFRA, "../lambda-app/target/story-lambda.zip")
    if placeholder:
        with zipfile.ZipFile(package, "w") as content:
            content.writestr("placeholder", "")
    deployed = Deployment(folder, package.resolve())
    try:
        deployed.deploy()
        if not placeholder:
            deployed.start_functions()
        yield deployed
    finally:
        deployed.stop()


@pytest.fixture
def audience():
    return AUDIENCE
