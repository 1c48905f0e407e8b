// A client that uses the AI SDK's transport, stream reader and schema.
import assert from 'node:assert/strict';
import { WebSocketChatTransport, readUIMessageStream, uiMessageChunkSchema } from 'ai';
import WebSocket from 'ws';

export const user = (id, text) => ({ id, role: 'user', parts: [{ type: 'text', text }] });

export const textOf = message =>
  (message?.parts ?? [])
    .filter(part => part.type === 'text')
    .map(part => part.text)
    .join('');

/** Creates a transport that records all frames that its sockets receive. */
export function chatClient(url) {
  const frames = [];
  const sockets = [];
  class Socket extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
      this.addEventListener('message', event => frames.push(String(event.data)));
    }
  }
  const transport = new WebSocketChatTransport({ url, webSocket: Socket });
  return {
    transport,
    frames,
    sockets,
    /** Sends a conversation; resolves to the stream of the answer. */
    send(messages, abortSignal) {
      return transport.sendMessages({
        chatId: 'chat-1',
        trigger: 'submit-message',
        messageId: undefined,
        messages,
        abortSignal,
      });
    },
    close() {
      transport.close();
      sockets.forEach(socket => socket.terminate());
    },
  };
}

/** Reads a stream to its end; resolves to the last message, all chunks, and the error if there is one. */
export async function read(stream, onMessage = () => {}) {
  const chunks = [];
  const recorded = stream.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        chunks.push(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
  let message;
  let error;
  try {
    for await (const partial of readUIMessageStream({ stream: recorded, terminateOnError: true })) {
      message = structuredClone(partial);
      onMessage(message);
    }
  } catch (e) {
    error = e;
  }
  return { message, chunks, error };
}

/** Checks each frame with the SDK's schema, and checks that the sequence numbers have no gap. */
export async function checkFrames(frames) {
  const next = new Map();
  for (const text of frames) {
    const frame = JSON.parse(text);
    assert.equal(typeof frame.requestId, 'string', text);
    assert.ok(['chunk', 'end', 'error', 'no-active'].includes(frame.type), text);
    if (frame.type === 'chunk') {
      const expected = next.get(frame.requestId) ?? 0;
      if (frame.sequence < expected) {
        continue; // a repeated frame, which the SDK drops
      }
      assert.equal(frame.sequence, expected, text);
      next.set(frame.requestId, expected + 1);
      const checked = await uiMessageChunkSchema().validate(frame.chunk);
      assert.ok(checked.success, `${text}: ${checked.error}`);
    }
    if (frame.type === 'error') {
      assert.equal(typeof frame.errorText, 'string', text);
    }
  }
}
