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

/** A client by hand, who sends whatever bytes it likes; it waits a minute for an answer, and not longer. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Small, so that what it does not read soon waits on the other side. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;

    private RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Opens a TCP connection, and says nothing. */
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

    /** A frame from a client: its first byte is flags and opcode. */
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

    /** What comes until the first empty line. */
    public String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The first line of an answer. */
    public String statusLine() throws IOException {
        return head().lines().findFirst().orElse("");
    }

    /** Ends its own side: what it sent may be the beginning of something long, which then never comes. */
    public RawClient shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Sends the same a number of times; returns how often it could. */
    public int sendUntilRefused(String text, int times) {
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

    /** The code of the close frame that comes; 1006 if the connection ends without one. */
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

    /** Waits for the end of the connection, whatever comes before. */
    public boolean awaitDisconnect() throws IOException {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** Ends the connection with a reset: nothing that was on its way arrives. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
