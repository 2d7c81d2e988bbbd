package org.ambivalent.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;

/** Everything that changes while a network trains, in one file that appears whole or not at all, on whatever device it was. */
record Checkpoint(Weights weights, Weights average, Steps steps, Sessions sessions) {

    private static final String EPOCH = "epoch";

    void save(Path file, int epoch) {
        try (var scope = new PointerScope()) {
            var archive = new OutputArchive();
            archive.write(EPOCH, Tensor.create((long) epoch));
            archive.write("weights", nested(weights::save));
            archive.write("average", nested(average::save));
            archive.write("steps", nested(steps::save));
            archive.write("objective", nested(sessions::save));
            AtomicFiles.write(file, temporary -> save(archive, temporary));
        }
    }

    /** LibTorch reports a full disk as a mere runtime error. */
    private static void save(OutputArchive archive, Path file) throws IOException {
        try {
            archive.save_to(file.toString());
        } catch (RuntimeException e) {
            throw new IOException(firstLine(e), e);
        }
    }

    private interface Part<A> {
        void accept(A archive);
    }

    private static OutputArchive nested(Part<OutputArchive> part) {
        var archive = new OutputArchive();
        part.accept(archive);
        return archive;
    }

    /** Restores everything; returns the epoch after which it was saved, or 0 if there is no file. */
    int load(Path file) {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var scope = new PointerScope()) {
            var archive = new InputArchive();
            archive.load_from(file.toString(), new DeviceOptional(weights.device()));
            read(archive, "weights", weights::load);
            read(archive, "average", average::load);
            read(archive, "steps", steps::load);
            read(archive, "objective", sessions::load);
            return Math.toIntExact(Archives.read(archive, EPOCH).item_long());
        } catch (RuntimeException e) {
            throw new BadInputException(
                    file + ": is damaged or belongs to other settings (" + firstLine(e) + "). Start the run anew.", e);
        }
    }

    private static void read(InputArchive archive, String name, Part<InputArchive> part) {
        var own = new InputArchive();
        archive.read(name, own);
        part.accept(own);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
