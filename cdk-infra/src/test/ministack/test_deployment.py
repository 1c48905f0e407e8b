"""`cdk bootstrap`, `cdk deploy`, stories over the deployed WebSocket, `cdk destroy`, against MiniStack."""

import json

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

PATIENCE = 60


@pytest.mark.parametrize("kind", ["none", "sync", "iam", "jwt"])
def test_deploys_and_says_where_to_connect(deployment, kind):
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


def test_never_repeats_a_failed_event(deployment):
    events = deployment.client("lambda").get_function_event_invoke_config(
        FunctionName=deployment.outputs("none")["FunctionName"], Qualifier="live"
    )

    assert events["MaximumRetryAttempts"] == 0


def test_lets_nobody_in_unsigned_with_iam(deployment):
    assert refusal(deployment.socket("iam")) == 403


@pytest.mark.story
@pytest.mark.parametrize("kind", ["none", "sync"])
def test_tells_a_story(deployment, kind):
    with connect(deployment.socket(kind)) as socket:
        told(socket, "CATS")


@pytest.mark.story
def test_tells_a_second_story_on_the_same_socket_after_nonsense(deployment):
    with connect(deployment.socket("none")) as socket:
        told(socket, "CATS")
        socket.send("nonsense")
        assert frame(socket)["type"] == "error"
        told(socket, "DOGS")


@pytest.mark.story
def test_lets_a_signed_handshake_in_with_iam(deployment):
    url = deployment.socket("iam")
    request = AWSRequest("GET", url.replace("ws://", "http://"))
    SigV4QueryAuth(Credentials("test", "test"), "execute-api", "us-east-1").add_auth(request)

    with connect(request.url.replace("http://", "ws://")) as socket:
        told(socket, "CATS")


@pytest.mark.story
def test_lets_a_good_token_in_from_the_query(deployment, audience):
    with connect(f"{deployment.socket('jwt')}?token={deployment.issuer.token(audience)}") as socket:
        told(socket, "CATS")


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
def test_refuses_any_other_token_at_the_handshake(deployment, audience, token):
    given = token(deployment.issuer, audience)

    assert refusal(deployment.socket("jwt") + (f"?token={given}" if given else "")) in (401, 403)


def test_zz_destroys_everything(deployment):
    for stack in deployment.stacks.values():
        stack.destroy(deployment.ministack.environment())

    left = deployment.client("cloudformation").list_stacks(
        StackStatusFilter=["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_FAILED", "ROLLBACK_COMPLETE"]
    )["StackSummaries"]
    assert [stack["StackName"] for stack in left] == ["CDKToolkit"]
    assert deployment.client("apigatewayv2").get_apis()["Items"] == []
    assert deployment.client("lambda").list_functions()["Functions"] == []


def refusal(url):
    """The status that a handshake is refused with."""
    with pytest.raises(InvalidStatus) as refused:
        connect(url).close()
    return refused.value.response.status_code


def frame(socket):
    """The next frame. MiniStack sends the function's own answer as well, which is no JSON and which AWS never sends."""
    while True:
        message = socket.recv(timeout=PATIENCE)
        text = message.decode() if isinstance(message, bytes) else message
        if text.startswith("{"):
            return json.loads(text)


def told(socket, topic):
    """Asks for a story and reads it: the opening, words, and the model's three closing events."""
    socket.send(json.dumps({"storyType": topic}))
    frames = [frame(socket)]
    while [each["type"] for each in frames[-3:]] != ["other"] * 3:
        frames.append(frame(socket))
        assert frames[-1]["type"] in ("text", "other", "message"), frames[-1]
    assert frames[0] == {"type": "other", "message": None}
    assert "".join(each["message"] for each in frames if each["type"] == "text").strip()
