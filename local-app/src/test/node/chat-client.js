// Somebody whose page uses the AI SDK: its own transport, its own reader of streams, its own schema.
import assert from 'node:assert/strict';
import { WebSocketChatTransport, readUIMessageStream, uiMessageChunkSchema } from 'ai';
import WebSocket from 'ws';

export const user = (id, text) => ({ id, role: 'user', parts: [{ type: 'text', text }] });

export const textOf = message =>
  (message?.parts ?? [])
    .filter(part => part.type === 'text')
    .map(part => part.text)
    .join('');

/** A transport that also keeps every frame that came over its sockets. */
export function person(url) {
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
    /** Sends a conversation; resolves to the stream of its answer. */
    ask(messages, abortSignal) {
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

/** Reads a stream to its end; gives the last message, every chunk's type, and what went wrong. */
export async function read(stream, onMessage = () => {}) {
  const chunks = [];
  const watched = stream.pipeThrough(
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
    for await (const soFar of readUIMessageStream({ stream: watched, terminateOnError: true })) {
      message = structuredClone(soFar);
      onMessage(message);
    }
  } catch (e) {
    error = e;
  }
  return { message, chunks, error };
}

/** Checks each frame of the protocol against the SDK's own schema, and the sequence numbers against its rule. */
export async function checkFrames(frames) {
  const next = new Map();
  for (const text of frames) {
    const frame = JSON.parse(text);
    assert.equal(typeof frame.requestId, 'string', text);
    assert.ok(['chunk', 'end', 'error', 'no-active'].includes(frame.type), text);
    if (frame.type === 'chunk') {
      const due = next.get(frame.requestId) ?? 0;
      if (frame.sequence < due) {
        continue; // a repeat, which the SDK drops
      }
      assert.equal(frame.sequence, due, text);
      next.set(frame.requestId, due + 1);
      const checked = await uiMessageChunkSchema().validate(frame.chunk);
      assert.ok(checked.success, `${text}: ${checked.error}`);
    }
    if (frame.type === 'error') {
      assert.equal(typeof frame.errorText, 'string', text);
    }
  }
}
