package org.ambivalent.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ambivalent serve} in a process of its own, on a free port, without a log of requests. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("after ([0-9.]+) s: http://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final Matcher greeting;

    private ServiceProcess(Process process, Matcher greeting) {
        this.process = process;
        this.greeting = greeting;
    }

    /** Starts one and waits until it says that it is ready. */
    static ServiceProcess start(String... options) throws IOException {
        var command = new ArrayList<>(List.of(
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
                "none"));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new ServiceProcess(process, greeting(process));
        } catch (IOException e) {
            process.destroy();
            throw e;
        }
    }

    private static Matcher greeting(Process process) throws IOException {
        // Not closed: the service would lose its output.
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            var address = ADDRESS.matcher(line);
            if (address.find()) {
                return address;
            }
        }
        throw new IOException("The service ended before it was ready");
    }

    int port() {
        return Integer.parseInt(greeting.group(2));
    }

    /** How long it says that its start took, in seconds. */
    String startSeconds() {
        return greeting.group(1);
    }

    /** Resident, in megabytes, as Linux says. */
    long memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    /** Has it collect its garbage. */
    void collect() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
