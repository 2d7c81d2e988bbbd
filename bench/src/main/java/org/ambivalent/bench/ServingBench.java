package org.ambivalent.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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

    private ServingBench() {}

    static void run() throws Exception {
        var faces = SampledFaces.defaults().withCounts(64, 0, 0).dataset();
        var requests = new ArrayList<byte[]>();
        for (int i = 0; i < faces.size(); i++) {
            requests.add(ServingClient.request(
                    FacePng.of(faces.images().pixels(i), faces.images().shape())));
        }
        long begun = System.nanoTime();
        try (var service = ServiceProcess.start()) {
            int port = service.port();
            System.out.printf(
                    "up and answering after %.1f s, of which %s s in the service itself%n",
                    answered(port, requests, begun), service.startSeconds());
            System.out.println(Load.header());
            load(port, requests, CLIENTS, WARM_UP_SECONDS, "warming up");
            long before = service.memory();
            load(port, requests, CLIENTS, SECONDS, CLIENTS + " clients");
            load(port, requests, 10 * CLIENTS, SECONDS, 10 * CLIENTS + " clients");
            long during = service.memory();
            Thread.sleep(REST_SECONDS * 1000L);
            System.out.printf(
                    "resident memory: %d MB before, %d MB right after, %d MB %d s later%n",
                    before, during, service.memory(), REST_SECONDS);
            service.collect();
            System.out.printf("after a collection: %d MB%n", service.memory());
        }
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
}
