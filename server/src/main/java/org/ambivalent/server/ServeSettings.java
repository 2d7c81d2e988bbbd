package org.ambivalent.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service is started with; {@link SettingsReader} reads it.
 *
 * @param access who may call it, and where
 * @param models what predicts, and how
 * @param limits what one request, and all of them together, may take
 * @param review what people review; without a store there is no review
 * @param runs folders of runs to compare
 * @param log the request log: a file, {@code -} for the error stream, or {@code none}
 * @param shutdown how long requests in flight get at the end
 */
public record ServeSettings(
        Access access,
        ModelSettings models,
        Limits limits,
        ReviewSettings review,
        List<Path> runs,
        String log,
        Duration shutdown) {

    /**
     * Who may call the service.
     *
     * @param host the address to listen on
     * @param port 0 for a free one
     * @param token what clients must show, if anything
     * @param hosts further names of the service, lower case, with or without a port
     * @param origins of web pages that may call it
     */
    record Access(String host, int port, Optional<String> token, List<String> hosts, List<String> origins) {}

    /**
     * What predicts.
     *
     * @param files the first is the default; the path {@code bundled} is the model that ships with the program
     * @param detector a YuNet model, if not the cascades
     * @param calibrated whether to use the calibrations in the files
     * @param threads of one run
     * @param batch faces in one run
     * @param gather how long a face waits for others
     * @param queue faces that may wait
     */
    record ModelSettings(
            List<NamedPath> files,
            Optional<Path> detector,
            boolean calibrated,
            int threads,
            int batch,
            Duration gather,
            int queue) {}

    /**
     * What requests may take.
     *
     * @param inFlight requests that predict at once
     * @param connections open at once
     * @param body bytes of a request
     * @param memory bytes of the bodies of all requests
     * @param pixels of a picture
     * @param images in a request
     * @param faces in a picture
     * @param samples of a prediction
     * @param send how long a client may take to send a request
     */
    record Limits(
            int inFlight,
            int connections,
            long body,
            long memory,
            long pixels,
            int images,
            int faces,
            int samples,
            Duration send) {}

    /**
     * What people review.
     *
     * @param store of votes
     * @param sources datasets and results of cure
     * @param labelMap emotion by word, for datasets that use others
     */
    record ReviewSettings(Optional<Path> store, List<NamedPath> sources, Map<String, String> labelMap) {}

    /**
     * Reads settings from where people put them: each counts from the first place that names it.
     *
     * @param options of the command, by setting
     * @param environment variables of the process
     * @throws org.ambivalent.core.BadInputException that lists every mistake
     */
    public static ServeSettings of(Map<Setting, String> options, Map<String, String> environment) {
        return SettingsReader.read(options, environment);
    }
}
