package org.ambivalent.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambivalent.data.FacePng;
import org.ambivalent.data.SampledFaces;

/**
 * Requests a second and their latency, of a service in a process of its own with the bundled model: single faces, cropped, as PNG
 * files, on connections that stay open. Then ten times the clients, who wait as long as they are told to; then whether memory
 * returns to its level.
 */
final class ServingBench {

    private static final int CLIENTS = 16;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 60;
    private static final int REST_SECONDS = 20;
    private static final Pattern ADDRESS = Pattern.compile("after ([0-9.]+) s: http://127\\.0\\.0\\.1:(\\d+)/");

    private ServingBench() {}

    static void run() throws Exception {
        var faces = SampledFaces.defaults().withCounts(64, 0, 0).dataset();
        var requests = new ArrayList<byte[]>();
        for (int i = 0; i < faces.size(); i++) {
            requests.add(ServingClient.request(
                    FacePng.of(faces.images().pixels(i), faces.images().shape())));
        }
        long begun = System.nanoTime();
        var service = service();
        try {
            Matcher address = greeting(service);
            int port = Integer.parseInt(address.group(2));
            System.out.printf(
                    "up and answering after %.1f s, of which %s s in the service itself%n",
                    answered(port, requests, begun), address.group(1));
            System.out.println(Load.header());
            load(port, requests, CLIENTS, WARM_UP_SECONDS, "warming up");
            long before = memory(service);
            load(port, requests, CLIENTS, SECONDS, CLIENTS + " clients");
            load(port, requests, 10 * CLIENTS, SECONDS, 10 * CLIENTS + " clients");
            long during = memory(service);
            Thread.sleep(REST_SECONDS * 1000L);
            System.out.printf(
                    "resident memory: %d MB before, %d MB right after, %d MB %d s later%n",
                    before, during, memory(service), REST_SECONDS);
            collect(service);
            System.out.printf("after a collection: %d MB%n", memory(service));
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static Process service() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.ambivalent.cli.Main",
                        "serve",
                        "--port",
                        "0",
                        "--log",
                        "none")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Matcher greeting(Process service) throws IOException {
        // Not closed: the service would lose its output.
        var out = new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            var address = ADDRESS.matcher(line);
            if (address.find()) {
                return address;
            }
        }
        throw new IOException("The service ended before it was ready");
    }

    private static double answered(int port, List<byte[]> requests, long begun) throws IOException {
        try (var client = new ServingClient(port)) {
            client.send(requests.get(0));
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void load(int port, List<byte[]> requests, int clients, int seconds, String name) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        var pool = Executors.newFixedThreadPool(clients);
        var work = new ArrayList<Callable<Load>>();
        for (int i = 0; i < clients; i++) {
            int first = i;
            work.add(() -> ServingClient.until(end, port, requests, first));
        }
        var load = new Load();
        for (var part : pool.invokeAll(work)) {
            load.combine(part.get());
        }
        pool.shutdown();
        System.out.println(load.line(name, seconds));
    }

    /** Resident, in megabytes, as Linux says. */
    private static long memory(Process service) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    private static void collect(Process service) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(service.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
