package org.ambivalent.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A setting of the service: an option of the command, an environment variable and a key of the configuration file, all of one
 * name. What is said about it here is what {@code serve --help} prints.
 */
public enum Setting {
    CONFIG(
            "config",
            "FILE",
            "",
            "A YAML file of settings, such as \"port: 9000\". Options and the environment win over it."),
    HOST(
            "host",
            "ADDRESS",
            "127.0.0.1",
            "The address to listen on. Any but this machine's own needs a token. Default: 127.0.0.1."),
    PORT("port", "N", "8080", "0 takes a free one. Default: 8080."),
    TOKEN(
            "token",
            "TOKEN",
            "",
            "What clients must show, at least 16 characters. Others of this machine can see options: rather use --token-file."),
    TOKEN_FILE("token-file", "FILE", "", "A file with the token on its first line."),
    ALLOW_HOST(
            "allow-host",
            "NAME,...",
            "",
            "Further names under which browsers may reach the service, with or without a port."),
    ALLOW_ORIGIN(
            "allow-origin",
            "URL,...",
            "",
            "Web pages of other hosts that may call it, such as https://lab.example.org. Default: none."),
    MODEL(
            "model",
            "[NAME=]FILE,...",
            "bundled",
            "Model files to serve; the first answers where a request names none. Default: bundled."),
    DETECTOR("detector", "FILE", "", "Find faces with this YuNet model (.onnx). Default: OpenCV's cascades."),
    UNCALIBRATED("uncalibrated", "", "false", "Answer as the networks do, without the calibration in the model files."),
    THREADS("threads", "N", "", "Of one run of a network. Default: one for each processor."),
    BATCH("batch", "N", "8", "Faces in one run of a network. Default: 8."),
    BATCH_WAIT(
            "batch-wait",
            "MS",
            "1",
            "How long a face waits for others to share its run while nothing else runs, in milliseconds. Default: 1."),
    QUEUE("queue", "N", "256", "Faces that may wait for a network; more are answered 503. Default: 256."),
    IN_FLIGHT("in-flight", "N", "64", "Requests that predict at once; more are answered 503. Default: 64."),
    CONNECTIONS("connections", "N", "512", "Open connections; more wait. Default: 512."),
    BODY_LIMIT("body-limit", "MB", "20", "Of one request, in millions of bytes. Default: 20."),
    MEMORY_LIMIT("memory-limit", "MB", "200", "Of the bodies of all requests together. Default: 200."),
    PIXEL_LIMIT("pixel-limit", "MP", "25", "Of one picture, in millions of pixels. Default: 25."),
    IMAGE_LIMIT("image-limit", "N", "16", "Pictures in one request. Default: 16."),
    FACE_LIMIT("face-limit", "N", "64", "Faces in one picture; the largest are answered. Default: 64."),
    SAMPLE_LIMIT("sample-limit", "N", "100", "Samples that a request may ask for. Default: 100."),
    SEND_TIMEOUT("send-timeout", "S", "15", "Seconds that a client may take to send a request. Default: 15."),
    SHUTDOWN_TIMEOUT(
            "shutdown-timeout",
            "S",
            "10",
            "Seconds that requests in flight get when the process is told to stop. Default: 10."),
    REVIEW("review", "[NAME=]PATH,...", "", "Datasets and folders of cure to review. Needs --store."),
    STORE("store", "FILE", "", "The SQLite file of votes, made if missing. Without it there is no review."),
    LABEL_MAP(
            "label-map",
            "WORD=EMOTION,...",
            "",
            "Emotions for datasets to review that use other words, such as angry=anger."),
    RUNS("runs", "DIR,...", "", "Folders of runs to compare, searched four levels deep."),
    LOG(
            "log",
            "FILE",
            "-",
            "The request log: a file that is appended to, - for the error stream, or none. Default: -.");

    private static final String VARIABLES = "AMBIVALENT_SERVE_";

    private final String key;
    private final String label;
    private final String standard;
    private final String description;

    Setting(String key, String label, String standard, String description) {
        this.key = key;
        this.label = label;
        this.standard = standard;
        this.description = description;
    }

    /** Such as {@code body-limit}. */
    public String key() {
        return key;
    }

    /** Such as {@code --body-limit}. */
    public String option() {
        return "--" + key;
    }

    /** Such as {@code AMBIVALENT_SERVE_BODY_LIMIT}. */
    public String variable() {
        return VARIABLES + name();
    }

    /** What stands for its value in a help text; empty for one that is either there or not. */
    public String label() {
        return label;
    }

    /** Its value where nobody names one; empty for none. */
    String standard() {
        return standard;
    }

    public String description() {
        return description;
    }

    /** Whether it is on or off. */
    public boolean isFlag() {
        return label.isEmpty();
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    /** Whether an environment variable means to be a setting. */
    static boolean isVariable(String name) {
        return name.startsWith(VARIABLES);
    }

    static Optional<Setting> ofVariable(String name) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
