package org.ambivalent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.ambivalent.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five hundred requests that nobody who means well would send: each gets a problem of the 4xx kind, and the service lives on. */
final class HostileBodiesTest {

    private static final int BODIES = 500;
    private static final int SLOW = 12;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    private final Dataset faces = Running.faces(4);
    private final Random random = new Random(7);

    @TempDir
    private Path folder;

    /** What is sent, and to whom. */
    private record Hostile(String path, String type, byte[] body) {}

    @Test
    void everyOneIsAnsweredWithAProblemAndTheServiceLivesOn() throws Exception {
        long before = temporaryFiles();
        try (var service = Running.with(
                "store=" + folder.resolve("votes.db"), "body-limit=1", "pixel-limit=2", "send-timeout=1")) {
            var clients = Executors.newFixedThreadPool(4 + SLOW);
            try {
                var work = new ArrayList<Callable<String>>();
                for (int i = 0; i < BODIES - SLOW; i++) {
                    var hostile = hostile(i);
                    work.add(() -> service.wire(request(hostile)));
                }
                for (int i = 0; i < SLOW; i++) {
                    int kind = i;
                    work.add(() -> slowly(service, kind));
                }
                for (var answer : clients.invokeAll(work)) {
                    requireProblem(answer.get());
                }
            } finally {
                clients.shutdown();
            }
            assertThat(service.get("/v2/health/ready").statusCode()).isEqualTo(200);
            assertThat(service.post("/v1/predict?detect=false", "image/png", Running.png(faces, 0))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.log()).doesNotContain("bug", "passwd");
        }
        assertThat(temporaryFiles()).as("nothing of it was written to disk").isEqualTo(before);
    }

    private static long temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("MultiPart"))
                    .count();
        }
    }

    private static void requireProblem(String answer) {
        var status = STATUS.matcher(answer);
        assertThat(status.lookingAt()).as(answer).isTrue();
        assertThat(status.group(1)).as(answer).startsWith("4");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
        assertThat(answer).contains("\"type\":\"urn:ambivalent:problem:", "\"detail\":");
    }

    private Hostile hostile(int i) throws IOException {
        byte[] png = Running.png(faces, i % faces.size());
        return switch (i % 20) {
            case 0 -> image(Arrays.copyOf(png, 1 + random.nextInt(png.length - 1)));
            case 1 -> image(noise(random.nextInt(5000)));
            case 2 -> image(flipped(png));
            case 3 -> image(bomb(60_000, 60_000));
            case 4 -> image(bomb(1500, 1500));
            case 5 -> new Hostile("/v1/predict", "application/json", noise(200));
            case 6 -> new Hostile("/v1/predict", Multipart.TYPE, noise(3000));
            case 7 -> new Hostile("/v1/predict", Multipart.TYPE, truncated(multipart("a.png", png)));
            case 8 -> new Hostile("/v1/predict", Multipart.TYPE, multipart("../../../etc/passwd", noise(100)));
            case 9 -> new Hostile("/v1/predict", Multipart.TYPE, multipart("a\u0000b\u202e.png", text("<svg/>")));
            case 10 -> new Hostile("/v1/predict", "multipart/form-data", multipart("a.png", png));
            case 11 -> new Hostile("/v1/predict", Multipart.TYPE, manyParts());
            case 12 -> image(text("GIF89a" + "A".repeat(random.nextInt(300))));
            case 13 -> image(concat(text("\u00ff\u00d8\u00ff\u00e0"), noise(800)));
            case 14 -> image(concat(text("RIFF\u0010\u0000\u0000\u0000WEBPVP8 "), noise(400)));
            case 15 -> image(concat(text("BM"), noise(60)));
            case 16 -> new Hostile("/v2/models/bundled/infer", "application/json", tensor());
            case 17 -> new Hostile("/v2/models/bundled/infer", "application/json", text("[".repeat(100_000)));
            case 18 -> new Hostile("/v1/session", "application/json", noise(1 + random.nextInt(300)));
            default -> image(new byte[1_000_001 + random.nextInt(100_000)]);
        };
    }

    private static Hostile image(byte[] body) {
        return new Hostile("/v1/predict", "image/png", body);
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Some bits of a sound image are turned: its checksums do not fit any more. */
    private byte[] flipped(byte[] png) {
        byte[] bad = png.clone();
        // The header, so that no change can go unnoticed.
        for (int i = 0; i < 8; i++) {
            bad[8 + random.nextInt(21)] ^= (byte) (1 + random.nextInt(255));
        }
        return bad;
    }

    private byte[] truncated(byte[] body) {
        return Arrays.copyOf(body, body.length - 60 - random.nextInt(body.length / 2));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] multipart(String name, byte[] content) {
        return new Multipart().file("file", name, content).end();
    }

    private byte[] manyParts() {
        var body = new Multipart();
        for (int i = 0; i < 200; i++) {
            body.file("f" + i, "f.png", noise(10));
        }
        return body.end();
    }

    private byte[] tensor() {
        List<String> bad = List.of(
                "{}",
                "{\"inputs\":[]}",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,1,48,48],\"datatype\":\"UINT8\",\"data\":[1,2,3]}]}",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[99999999999,1,48,48],\"datatype\":\"UINT8\",\"data\":[]}]}",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,1,48,48],\"datatype\":\"UINT8\",\"data\":[1e999]}]}",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":\"x\",\"datatype\":{},\"data\":null}]}",
                "{\"inputs\":[{\"name\":\"images\",\"data\":[" + "[".repeat(900) + "]}]}",
                "{\"inputs\":",
                "{\"inputs\":[{\"name\":\"images\",\"shape\":[-1,1,48,48],\"datatype\":\"BYTES\",\"data\":[\"x\"]}]}");
        return text(bad.get(random.nextInt(bad.size())));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /** A sound PNG of a few kilobytes that would fill gigabytes. */
    private static byte[] bomb(int width, int height) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
        chunk(out, "IDAT", deflated(3 * width + 1, Math.min(height, 300)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflated(int line, int lines) {
        var deflater = new Deflater(9);
        var out = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        for (int i = 0; i < lines; i++) {
            deflater.setInput(new byte[line]);
            while (!deflater.needsInput()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] named = concat(text(type), data);
        var crc = new CRC32();
        crc.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] request(Hostile hostile) {
        String head = "POST " + hostile.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                + hostile.type() + "\r\nContent-Length: " + hostile.body().length + "\r\n\r\n";
        return concat(text(head), hostile.body());
    }

    /** Stands still, or sends a byte now and then, in the body or in the middle of a chunk. */
    private static String slowly(Running service, int kind) throws Exception {
        try (var socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            String length = kind % 3 == 2 ? "Transfer-Encoding: chunked" : "Content-Length: 5000";
            out.write(text("POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n" + length
                    + "\r\n\r\n" + (kind % 3 == 2 ? "5\r\nab" : "")));
            out.flush();
            if (kind % 3 == 1) {
                drip(socket);
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A byte now and then for twelve seconds: whoever is patient with each byte is kept that long. */
    private static void drip(Socket socket) throws Exception {
        int sent = 0;
        try {
            while (sent < 80 && socket.getInputStream().available() == 0) {
                socket.getOutputStream().write('x');
                sent++;
                Thread.sleep(150);
            }
        } catch (IOException e) {
            // It was sent away already.
        }
        assertThat(sent).as("bytes before it was sent away").isLessThan(60);
    }

    @Test
    void whatIsNoHttpAtAllIsAnsweredWithAProblemToo() throws IOException {
        try (var service = Running.with("log=none")) {
            for (String bad : List.of(
                    "GARBAGE\r\n\r\n",
                    "GET / HTTP/9.9\r\n\r\n",
                    "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /" + "a".repeat(30_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(30_000) + "\r\n\r\n",
                    "GET / HTTP/1.1\r\n\r\n",
                    "GET /assets/..%2f..%2fServiceTest.class HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /assets/../migrations/V1__votes.sql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "GET /webjars/%2e%2e/%2e%2e/MANIFEST.MF HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                    "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n")) {
                String answer = service.wire(bad);
                var status = STATUS.matcher(answer);
                assertThat(status.lookingAt()).as(bad + " -> " + answer).isTrue();
                assertThat(status.group(1)).as(bad).isIn("400", "404", "414", "431", "505");
                assertThat(answer).as(bad).contains("\"urn:ambivalent:problem:");
            }
        }
    }
}
