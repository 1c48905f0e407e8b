package dev.storystreamer.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.storystreamer.awslocal.LocalCloud;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A socket without manners. Waits a minute at the most for anything. */
final class HostileSocket {

    private final Socket socket = new Socket();
    private final DataInputStream in;

    private HostileSocket(int port) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
        in = new DataInputStream(socket.getInputStream());
    }

    static HostileSocket connect(LocalCloud cloud) throws IOException {
        return new HostileSocket(cloud.port());
    }

    static HostileSocket webSocket(LocalCloud cloud) throws IOException {
        HostileSocket socket = connect(cloud)
                .send("GET " + cloud.webSocketUri().getPath()
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: DM+9PqsQtaZrN+IMZbWTzg==\r\n\r\n");
        String head = socket.head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head);
        }
        return socket;
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The first line of the answer. */
    String statusLine() throws IOException {
        return head().lines().findFirst().orElse("");
    }

    /** A short frame with a mask of zeros; its first byte is flags and opcode. */
    static byte[] frame(int first, byte[] payload) {
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) first)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }

    HostileSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    HostileSocket send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    /** Ends its own side: noise may be the beginning of something long, which then never comes. */
    HostileSocket sayNoMore() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Sends the same a number of times; returns how often it could. */
    int sendUntilRefused(String text, int times) {
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

    void awaitBytes(int count) throws IOException {
        in.skipNBytes(count);
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

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends the connection without a word of the protocol. */
    void vanish() throws IOException {
        socket.close();
    }
}
