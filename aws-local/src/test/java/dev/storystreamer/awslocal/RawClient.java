package dev.storystreamer.awslocal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client by hand, who sends whatever bytes it likes; it waits 20 s for an answer, and not longer. */
final class RawClient implements AutoCloseable {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;

    private RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Opens a TCP connection, and says nothing. */
    static RawClient connect(int port) throws IOException {
        return new RawClient(port);
    }

    /** Opens a WebSocket. */
    static RawClient webSocket(LocalCloud cloud) throws IOException {
        RawClient client =
                connect(cloud.port()).send(handshake(cloud.webSocketUri().getPath()));
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head);
        }
        return client;
    }

    static String handshake(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
                + "Sec-WebSocket-Key: DM+9PqsQtaZrN+IMZbWTzg==\r\n\r\n";
    }

    /** A frame from a client: its first byte is flags and opcode. */
    static byte[] frame(int first, byte[] payload) {
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

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What comes until the first empty line. */
    String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** The code of the close frame that comes; 1006 if the connection ends without one. */
    int closeCode() throws IOException {
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
    boolean isCutOff() throws IOException {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** Ends the connection with a reset: nothing that was on its way arrives. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
