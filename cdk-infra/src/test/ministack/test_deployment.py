"""Runs `cdk bootstrap`, `cdk deploy`, stories over the deployed WebSocket, and `cdk destroy` on MiniStack."""

import json

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

TIMEOUT_SECONDS = 60


@pytest.mark.parametrize("kind", ["none", "sync", "iam", "jwt"])
def test_deploys_with_the_url_as_an_output(deployment, kind):
    outputs = deployment.outputs(kind)

    assert outputs["WebSocketURL"].startswith("wss://")
    assert outputs["WebSocketURL"].endswith("/prod")


def test_publishes_a_version_behind_the_alias(deployment):
    function = deployment.client("lambda").get_function_configuration(
        FunctionName=deployment.outputs("none")["FunctionName"], Qualifier="live"
    )

    assert function["Version"] == "1"
    assert function["SnapStart"]["ApplyOn"] == "PublishedVersions"
    assert function["Environment"]["Variables"]["STORY_MODEL_ID"] == "global.amazon.nova-2-lite-v1:0"


def test_does_not_retry_a_failed_event(deployment):
    events = deployment.client("lambda").get_function_event_invoke_config(
        FunctionName=deployment.outputs("none")["FunctionName"], Qualifier="live"
    )

    assert events["MaximumRetryAttempts"] == 0


def test_rejects_an_unsigned_handshake_with_iam(deployment):
    assert rejection_status(deployment.socket("iam")) == 403


@pytest.mark.story
@pytest.mark.parametrize("kind", ["none", "sync"])
def test_runs_a_story(deployment, kind):
    with connect(deployment.socket(kind)) as socket:
        run_story(socket, "CATS")


@pytest.mark.story
def test_runs_a_second_story_on_the_same_socket_after_an_invalid_message(deployment):
    with connect(deployment.socket("none")) as socket:
        run_story(socket, "CATS")
        socket.send("nonsense")
        assert frame(socket)["type"] == "error"
        run_story(socket, "DOGS")


@pytest.mark.story
def test_accepts_a_signed_handshake_with_iam(deployment):
    url = deployment.socket("iam")
    request = AWSRequest("GET", url.replace("ws://", "http://"))
    SigV4QueryAuth(Credentials("test", "test"), "execute-api", "us-east-1").add_auth(request)

    with connect(request.url.replace("http://", "ws://")) as socket:
        run_story(socket, "CATS")


@pytest.mark.story
def test_accepts_a_valid_token_in_the_query(deployment, audience):
    with connect(f"{deployment.socket('jwt')}?token={deployment.issuer.token(audience)}") as socket:
        run_story(socket, "CATS")


@pytest.mark.story
@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda issuer, audience: "", id="none"),
        pytest.param(lambda issuer, audience: "not.a.token", id="wrong"),
        pytest.param(lambda issuer, audience: issuer.token(audience, lifetime=-600), id="expired"),
        pytest.param(lambda issuer, audience: issuer.token(audience, issuer="https://other.example"), id="other issuer"),
        pytest.param(lambda issuer, audience: issuer.token("another"), id="other audience"),
        pytest.param(lambda issuer, audience: issuer.token(audience, algorithm="none"), id="alg none"),
        pytest.param(
            lambda issuer, audience: issuer.token(audience, key="k" * 64, algorithm="HS256"), id="alg HS256"
        ),
        pytest.param(lambda issuer, audience: issuer.token(audience)[:-8] + "AAAAAAAA", id="forged"),
    ],
)
def test_rejects_other_tokens_at_the_handshake(deployment, audience, token):
    given = token(deployment.issuer, audience)

    assert rejection_status(deployment.socket("jwt") + (f"?token={given}" if given else "")) in (401, 403)


def test_zz_destroys_all_stacks(deployment):
    for stack in deployment.stacks.values():
        stack.destroy(deployment.ministack.environment())

    left = deployment.client("cloudformation").list_stacks(
        StackStatusFilter=["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_FAILED", "ROLLBACK_COMPLETE"]
    )["StackSummaries"]
    assert [stack["StackName"] for stack in left] == ["CDKToolkit"]
    assert deployment.client("apigatewayv2").get_apis()["Items"] == []
    assert deployment.client("lambda").list_functions()["Functions"] == []


def rejection_status(url):
    """The status of a rejected handshake."""
    with pytest.raises(InvalidStatus) as refused:
        connect(url).close()
    return refused.value.response.status_code


def frame(socket):
    """The next JSON frame. MiniStack, unlike AWS, also sends the function's response, which is not JSON."""
    while True:
        message = socket.recv(timeout=TIMEOUT_SECONDS)
        text = message.decode() if isinstance(message, bytes) else message
        if text.startswith("{"):
            return json.loads(text)


def run_story(socket, topic):
    """Requests a story and reads it: the first frame, text, and three frames after the text."""
    socket.send(json.dumps({"storyType": topic}))
    frames = [frame(socket)]
    while [each["type"] for each in frames[-3:]] != ["other"] * 3:
        frames.append(frame(socket))
        assert frames[-1]["type"] in ("text", "other", "message"), frames[-1]
    assert frames[0] == {"type": "other", "message": None}
    assert "".join(each["message"] for each in frames if each["type"] == "text").strip()
