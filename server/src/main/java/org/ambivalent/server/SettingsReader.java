package org.ambivalent.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ambivalent.data.ImageDecoder;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** From options, environment and a YAML file to settings, with every mistake of all three. */
final class SettingsReader {

    static final Path BUNDLED = Path.of("bundled");

    private static final int SHORTEST_TOKEN = 16;
    private static final int MILLION = 1_000_000;
    private static final int MAX_BATCH = 4096;

    /** What a person wrote, and where, for messages. */
    private record Given(String value, String where) {}

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final Mistakes mistakes = new Mistakes();

    private SettingsReader() {}

    static ServeSettings read(Map<Setting, String> options, Map<String, String> environment) {
        var reader = new SettingsReader();
        options.forEach((setting, value) -> reader.put(setting, value, setting.option()));
        reader.environment(environment);
        reader.file();
        var settings = reader.settings();
        reader.mistakes.throwIfAny();
        return settings;
    }

    private void put(Setting setting, String value, String where) {
        given.putIfAbsent(setting, new Given(value.strip(), where));
    }

    private void environment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (Setting.isVariable(name)) {
                Setting.ofVariable(name)
                        .ifPresentOrElse(
                                setting -> put(setting, value, name),
                                () -> mistakes.add("the environment variable " + name
                                        + " is no setting. See: ambivalent serve --help"));
            }
        });
    }

    private void file() {
        var file = path(Setting.CONFIG);
        if (file.isEmpty()) {
            return;
        }
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object tree = new Yaml(new SafeConstructor(options)).load(Files.readString(file.get()));
            if (tree instanceof Map<?, ?> map) {
                map.forEach((key, value) -> entry(file.get(), String.valueOf(key), value));
            } else if (tree != null) {
                mistakes.add(file.get() + " should hold settings such as \"port: 9000\", a line each.");
            }
        } catch (IOException e) {
            mistakes.add(file.get() + " (" + where(Setting.CONFIG) + ") cannot be read: " + e + ".");
        } catch (YAMLException e) {
            mistakes.add(file.get() + " is not YAML: "
                    + String.valueOf(e.getMessage()).strip().replace("\n", " "));
        }
    }

    private void entry(Path file, String key, @Nullable Object value) {
        var setting = Setting.ofKey(key);
        if (setting.isEmpty() || setting.get() == Setting.CONFIG) {
            mistakes.add("\"" + key + "\" in " + file + " is no setting. See: ambivalent serve --help");
        } else if (value != null) {
            put(setting.get(), text(value), "\"" + key + "\" in " + file);
        }
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(","));
        }
        return value.toString();
    }

    private ServeSettings settings() {
        var review = review();
        int queue = (int) whole(Setting.QUEUE, 1, MILLION);
        var limits = limits();
        if (limits.faces() > queue) {
            mistakes.add(where(Setting.FACE_LIMIT) + " is " + limits.faces() + ", but only " + queue
                    + " faces may wait. Set " + Setting.QUEUE.option() + " to at least as many.");
        }
        if (limits.body() > limits.memory()) {
            mistakes.add(where(Setting.BODY_LIMIT) + " is above the memory for all requests together. Raise "
                    + Setting.MEMORY_LIMIT.option() + ".");
        }
        return new ServeSettings(
                access(),
                new ServeSettings.ModelSettings(
                        models(),
                        file(Setting.DETECTOR),
                        !flag(Setting.UNCALIBRATED),
                        threads(),
                        (int) whole(Setting.BATCH, 1, MAX_BATCH),
                        Duration.ofNanos((long) (number(Setting.BATCH_WAIT, 0, 1000) * MILLION)),
                        queue),
                limits,
                review,
                folders(),
                value(Setting.LOG),
                seconds(Setting.SHUTDOWN_TIMEOUT, 0, 3600));
    }

    private ServeSettings.Access access() {
        var token = token();
        String host = value(Setting.HOST);
        if (!isThisMachine(host) && token.isEmpty()) {
            mistakes.add(
                    where(Setting.HOST) + " is " + host + ", so other machines could call the service, but there is"
                            + " no token. Name one with " + Setting.TOKEN_FILE.option() + ", or listen on 127.0.0.1.");
        }
        return new ServeSettings.Access(
                host,
                (int) whole(Setting.PORT, 0, 65_535),
                token,
                list(Setting.ALLOW_HOST).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                origins());
    }

    private boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            mistakes.add(where(Setting.HOST) + " is \"" + host + "\", which is no address of this machine.");
            return true;
        }
    }

    private Optional<String> token() {
        if (given.containsKey(Setting.TOKEN) && given.containsKey(Setting.TOKEN_FILE)) {
            mistakes.add(
                    where(Setting.TOKEN) + " and " + where(Setting.TOKEN_FILE) + " both name a token. Leave one out.");
        }
        String token = value(Setting.TOKEN);
        var file = path(Setting.TOKEN_FILE);
        if (file.isPresent()) {
            try {
                token = Files.readString(file.get(), StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
            } catch (IOException e) {
                mistakes.add(file.get() + " (" + where(Setting.TOKEN_FILE) + ") cannot be read: " + e + ".");
                return Optional.of("");
            }
        } else if (!given.containsKey(Setting.TOKEN)) {
            return Optional.empty();
        }
        if (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            mistakes.add("the token has to be at least " + SHORTEST_TOKEN
                    + " characters of ASCII without spaces. Make one with: openssl rand -hex 32");
        }
        return Optional.of(token);
    }

    private List<String> origins() {
        var origins = list(Setting.ALLOW_ORIGIN);
        for (String origin : origins) {
            if (!isOrigin(origin)) {
                mistakes.add(where(Setting.ALLOW_ORIGIN) + " names \"" + origin
                        + "\", but an origin such as https://lab.example.org is needed, without a path.");
            }
        }
        return origins;
    }

    private static boolean isOrigin(String text) {
        try {
            var uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ServeSettings.Limits limits() {
        return new ServeSettings.Limits(
                (int) whole(Setting.IN_FLIGHT, 1, 10_000),
                (int) whole(Setting.CONNECTIONS, 1, 100_000),
                whole(Setting.BODY_LIMIT, 1, 1000) * MILLION,
                whole(Setting.MEMORY_LIMIT, 1, 100_000) * MILLION,
                whole(Setting.PIXEL_LIMIT, 1, ImageDecoder.MAX_PIXELS / MILLION) * MILLION,
                (int) whole(Setting.IMAGE_LIMIT, 1, 1000),
                (int) whole(Setting.FACE_LIMIT, 1, 1000),
                (int) whole(Setting.SAMPLE_LIMIT, 1, 10_000),
                seconds(Setting.SEND_TIMEOUT, 1, 3600));
    }

    private List<NamedPath> models() {
        var models = new LinkedHashMap<String, NamedPath>();
        for (String text : list(Setting.MODEL)) {
            named(Setting.MODEL, text).ifPresent(model -> {
                if (models.put(model.name(), model) != null) {
                    mistakes.add(where(Setting.MODEL) + " names two models \"" + model.name()
                            + "\". Name them yourself: " + Setting.MODEL.option() + " first=FILE,second=FILE");
                }
                if (!model.path().equals(BUNDLED) && !Files.isRegularFile(model.path())) {
                    mistakes.add(where(Setting.MODEL) + " names " + model.path() + ", which is no file.");
                }
            });
        }
        if (models.isEmpty()) {
            mistakes.add(where(Setting.MODEL) + " names no model.");
        }
        return List.copyOf(models.values());
    }

    private ServeSettings.ReviewSettings review() {
        var sources = new LinkedHashMap<String, NamedPath>();
        for (String text : list(Setting.REVIEW)) {
            named(Setting.REVIEW, text).ifPresent(source -> {
                if (sources.put(source.name(), source) != null) {
                    mistakes.add(where(Setting.REVIEW) + " names two sources \"" + source.name()
                            + "\". Name them yourself: " + Setting.REVIEW.option() + " first=PATH,second=PATH");
                }
                if (!Files.exists(source.path())) {
                    mistakes.add(where(Setting.REVIEW) + " names " + source.path() + ", which does not exist.");
                }
            });
        }
        var store = path(Setting.STORE);
        if (!sources.isEmpty() && store.isEmpty()) {
            mistakes.add(where(Setting.REVIEW) + " needs a place for the votes. Name one with " + Setting.STORE.option()
                    + " votes.db");
        }
        if (store.isPresent() && Files.isDirectory(store.get())) {
            mistakes.add(where(Setting.STORE) + " is " + store.get() + ", a folder. Name a file in it.");
        }
        return new ServeSettings.ReviewSettings(store, List.copyOf(sources.values()), labelMap());
    }

    private Map<String, String> labelMap() {
        var map = new HashMap<String, String>();
        for (String pair : list(Setting.LABEL_MAP)) {
            int at = pair.indexOf('=');
            if (at < 1 || at == pair.length() - 1) {
                mistakes.add(where(Setting.LABEL_MAP) + " has \"" + pair + "\", but WORD=EMOTION is needed.");
            } else {
                map.put(pair.substring(0, at).strip(), pair.substring(at + 1).strip());
            }
        }
        return map;
    }

    private List<Path> folders() {
        var folders = new ArrayList<Path>();
        for (String text : list(Setting.RUNS)) {
            toPath(Setting.RUNS, text).ifPresent(folder -> {
                if (!Files.isDirectory(folder)) {
                    mistakes.add(where(Setting.RUNS) + " names " + folder + ", which is no folder.");
                }
                folders.add(folder);
            });
        }
        return folders;
    }

    /** From {@code NAME=PATH} or a path alone. */
    private Optional<NamedPath> named(Setting setting, String text) {
        int at = text.indexOf('=');
        var path = toPath(setting, text.substring(at + 1));
        if (at < 0) {
            return path.map(file -> new NamedPath(NamedPath.plain(name(file)), file));
        }
        String name = text.substring(0, at).strip();
        if (!name.equals(NamedPath.plain(name))) {
            mistakes.add(
                    where(setting) + " has the name \"" + name + "\", but up to 60 letters, digits, dots, dashes and"
                            + " underscores are needed, the first a letter or digit.");
            return Optional.empty();
        }
        return path.map(file -> new NamedPath(name, file));
    }

    /** A model is called as its file is, or as its folder where every file has the same name. */
    private static String name(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        String name = String.valueOf(absolute.getFileName());
        Path folder = absolute.getParent();
        if (name.equals("model.onnx") && folder != null && folder.getFileName() != null) {
            return folder.getFileName().toString();
        }
        return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
    }

    private Optional<Path> file(Setting setting) {
        var file = path(setting);
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            mistakes.add(where(setting) + " is " + file.get() + ", which is no file.");
        }
        return file;
    }

    private Optional<Path> path(Setting setting) {
        String text = value(setting);
        return text.isEmpty() ? Optional.empty() : toPath(setting, text);
    }

    private Optional<Path> toPath(Setting setting, String text) {
        try {
            return Optional.of(Path.of(text.strip()));
        } catch (InvalidPathException e) {
            mistakes.add(where(setting) + " has \"" + text + "\", which is no path.");
            return Optional.empty();
        }
    }

    private List<String> list(Setting setting) {
        return List.of(value(setting).split(",", -1)).stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private boolean flag(Setting setting) {
        String text = value(setting).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            mistakes.add(where(setting) + " is \"" + value(setting) + "\", but true or false is needed.");
        }
        return text.equals("true");
    }

    private int threads() {
        return value(Setting.THREADS).isEmpty()
                ? Runtime.getRuntime().availableProcessors()
                : (int) whole(Setting.THREADS, 1, 1024);
    }

    private Duration seconds(Setting setting, long least, long most) {
        return Duration.ofMillis((long) (number(setting, least, most) * 1000));
    }

    private long whole(Setting setting, long least, long most) {
        try {
            long number = Long.parseLong(value(setting));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        mistakes.add(where(setting) + " is \"" + value(setting) + "\", but a whole number from " + least + " to " + most
                + " is needed.");
        return standard(setting, least);
    }

    /** What to go on with after a mistake, so that it does not bring others. */
    private static long standard(Setting setting, long least) {
        return setting.standard().isEmpty() ? least : Long.parseLong(setting.standard());
    }

    private double number(Setting setting, long least, long most) {
        try {
            double number = Double.parseDouble(value(setting));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        mistakes.add(where(setting) + " is \"" + value(setting) + "\", but a number from " + least + " to " + most
                + " is needed.");
        return least;
    }

    private String value(Setting setting) {
        var someone = given.get(setting);
        return someone == null ? setting.standard() : someone.value();
    }

    private String where(Setting setting) {
        var someone = given.get(setting);
        return someone == null ? setting.option() : someone.where();
    }
}
