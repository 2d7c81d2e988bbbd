package org.ambivalent.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A client of one connection that does as little as it can, because it shares the processors with the service. */
final class ServingClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int OK = 200;
    private static final int REFUSED = 503;

    private final Socket socket;
    private final BufferedInputStream in;
    private int retryAfter;

    ServingClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The bytes of a request for one cropped face. */
    static byte[] request(byte[] png) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("POST /v1/predict?detect=false HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                        + "Content-Length: " + png.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(png);
        return bytes.toByteArray();
    }

    /** Sends one request after the other until the end; comes back as late as it is told to when it is sent away. */
    static Load until(long end, int port, List<byte[]> requests, int first) throws InterruptedException {
        var load = new Load();
        int next = first;
        while (System.nanoTime() < end) {
            try (var client = new ServingClient(port)) {
                while (System.nanoTime() < end) {
                    client.measure(requests.get(next++ % requests.size()), load);
                }
            } catch (IOException e) {
                load.failed();
            }
        }
        return load;
    }

    private void measure(byte[] request, Load load) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int status = send(request);
        if (status == OK) {
            load.answered((System.nanoTime() - start) / 1e6);
        } else if (status == REFUSED && retryAfter > 0) {
            load.refused();
            Thread.sleep(retryAfter * 1000L);
        } else {
            load.failed();
        }
    }

    /** The status of the answer. */
    int send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        int length = 0;
        retryAfter = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("retry-after:")) {
                retryAfter = Integer.parseInt(lower.substring(12).strip());
            }
        }
        if (in.readNBytes(length).length < length) {
            throw new EOFException();
        }
        return status;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
