"""Calls the local cloud with boto3."""

import json
import pathlib
import subprocess

import boto3
import botocore.config
import botocore.exceptions
import pytest

JAR = pathlib.Path(__file__).resolve().parents[3] / "target" / "story-local.jar"
MODEL = "global.amazon.nova-2-lite-v1:0"


@pytest.fixture(scope="module")
def address():
    """The host and port of a local app that runs for these tests."""
    command = ["java", "-jar", str(JAR), "--port", "0", "--first-token-ms", "20", "--token-interval-ms", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            first = process.stdout.readline()
            yield first.split("ws://")[1].split("/")[0]
        finally:
            process.terminate()


def client(service, url):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=botocore.config.Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def bedrock(address):
    return client("bedrock-runtime", f"http://{address}")


def ask(text):
    return [{"role": "user", "content": [{"text": text}]}]


def test_converse_stream_returns_the_events_of_a_story(bedrock):
    events = list(bedrock.converse_stream(modelId=MODEL, messages=ask("Tell me a very short story about: CATS"))["stream"])

    kinds = [next(iter(event)) for event in events]
    assert kinds[0] == "messageStart"
    assert kinds[-3:] == ["contentBlockStop", "messageStop", "metadata"]
    deltas = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    assert len(deltas) >= 10
    assert "cats" in "".join(deltas)
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    assert events[-1]["metadata"]["usage"]["outputTokens"] > 0


def test_converse_stream_applies_the_token_limit(bedrock):
    events = list(
        bedrock.converse_stream(modelId=MODEL, messages=ask("CATS"), inferenceConfig={"maxTokens": 5})["stream"]
    )

    assert [e for e in events if "messageStop" in e][0]["messageStop"]["stopReason"] == "max_tokens"
    assert len([e for e in events if "contentBlockDelta" in e]) == 5


@pytest.mark.parametrize(
    "messages",
    [
        ask(" "),
        [{"role": "assistant", "content": [{"text": "Once"}]}],
        ask("one") + ask("two"),
    ],
)
def test_converse_stream_rejects_invalid_conversations(bedrock, messages):
    with pytest.raises(bedrock.exceptions.ValidationException):
        bedrock.converse_stream(modelId=MODEL, messages=messages)


def test_converse_stream_rejects_an_unknown_model(bedrock):
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        bedrock.converse_stream(modelId="no.such-model-v1:0", messages=ask("CATS"))
    assert refused.value.response["Error"]["Code"] in ("ValidationException", "ResourceNotFoundException")


def test_converse_stream_accepts_the_arn_of_a_profile(bedrock):
    arn = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{MODEL}"
    events = list(bedrock.converse_stream(modelId=arn, messages=ask("CATS"))["stream"])
    assert "messageStart" in events[0]


def test_connections_api_returns_the_errors_of_aws(address):
    connections = client("apigatewaymanagementapi", f"http://{address}/prod")
    with pytest.raises(connections.exceptions.GoneException):
        connections.get_connection(ConnectionId="L0SM9cOFvHcCIhw=")
    with pytest.raises(connections.exceptions.GoneException):
        connections.post_to_connection(ConnectionId="L0SM9cOFvHcCIhw=", Data=b"hello")
    with pytest.raises(botocore.exceptions.ClientError) as malformed:
        connections.get_connection(ConnectionId="not an id")
    assert malformed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def event(route, body=None, connection="L0SM9cOFvHcCIhw="):
    context = {
        "routeKey": route,
        "eventType": "MESSAGE",
        "connectionId": connection,
        "requestId": "TXzPWFkkjoEF92g=",
        "domainName": "localhost",
        "stage": "prod",
    }
    return json.dumps({"requestContext": context, "body": body, "isBase64Encoded": False})


def test_invoke_returns_the_response_and_accepts_an_event(address):
    functions = client("lambda", f"http://{address}")

    answer = functions.invoke(FunctionName="story", Payload=event("$connect"))
    assert answer["StatusCode"] == 200
    assert json.load(answer["Payload"])["body"] == "Connected...: $connect"

    accepted = functions.invoke(FunctionName="story", InvocationType="Event", Payload=event("$connect"))
    assert accepted["StatusCode"] == 202


def test_invoke_rejects_an_unknown_function(address):
    functions = client("lambda", f"http://{address}")
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.invoke(FunctionName="no-such-function", Payload=event("$connect"))
