package dev.storystreamer.awslocal.testkit;

import dev.storystreamer.awslocal.LocalCloud;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A TCP client that sends arbitrary bytes. Its reads time out after a minute. */
public final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    /** Small, so that unread data soon waits in the server. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;

    private RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Opens a TCP connection and sends nothing. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(port);
    }

    /** Opens a WebSocket. */
    public static RawClient webSocket(LocalCloud cloud) throws IOException {
        RawClient client =
                connect(cloud.port()).send(handshake(cloud.webSocketUri().getPath()));
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head);
        }
        return client;
    }

    public static String handshake(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
                + "Sec-WebSocket-Key: DM+9PqsQtaZrN+IMZbWTzg==\r\n\r\n";
    }

    /** Encodes a masked frame. The first byte contains the flags and the opcode. */
    public static byte[] frame(int first, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return out.toByteArray();
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads up to and including the first empty line. */
    public String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Reads the head of a response and returns its first line. */
    public String statusLine() throws IOException {
        return head().lines().findFirst().orElse("");
    }

    /** Closes the output, so that an incomplete frame stays incomplete. */
    public RawClient shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Sends a text repeatedly; returns how often it was sent before an error. */
    public int sendUntilClosed(String text, int times) {
        int sent = 0;
        try {
            while (sent < times) {
                send(text);
                sent++;
            }
        } catch (IOException refused) {
            return sent;
        }
        return sent;
    }

    public void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** Waits for the code of the close frame; 1006 if the connection ends without one. */
    public int closeCode() throws IOException {
        try {
            while (true) {
                int opCode = in.readUnsignedByte() & 0x0f;
                int length = in.readUnsignedByte();
                byte[] payload = in.readNBytes(length < 126 ? length : in.readUnsignedShort());
                if (opCode == 8) {
                    return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
                }
            }
        } catch (EOFException | SocketException e) {
            return 1006;
        }
    }

    /** Drops all input and waits until the server closes the connection. */
    public boolean awaitDisconnect() throws IOException {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** Closes the connection with a reset, which drops data in transit. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
