package org.ambivalent.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.ambivalent.core.BadInputException;
import org.ambivalent.data.AtomicFiles;
import org.ambivalent.data.ProcessLock;

/**
 * What is done of an {@link Alignment}: a line of JSON for each photo, in order, appended when its images are written. A line
 * that a killed process left half is cut off, and its photo done again. All lines are written anew where something else has become of a photo that was
 * tried again. One process at a time uses a folder.
 */
final class AlignmentJournal implements AutoCloseable {

    private static final String SETTINGS = "settings.json";
    private static final String LINES = "aligned.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProcessLock lock;
    private final Path file;
    private final List<AlignedPhoto> done;

    /** At the end of the file. */
    private FileChannel lines;

    /** Whether lines say other than {@link #done}. */
    private boolean isStale;

    private AlignmentJournal(ProcessLock lock, Path file, FileChannel lines, List<AlignedPhoto> done) {
        this.lock = lock;
        this.file = file;
        this.lines = lines;
        this.done = done;
    }

    /**
     * Opens a folder that is empty or holds a run that was begun with the same settings.
     *
     * @param settings of the run, as text
     */
    static AlignmentJournal open(Path folder, String settings) {
        try {
            requireOurs(folder, settings);
            return open(lock(folder), folder, settings);
        } catch (IOException e) {
            throw new BadInputException(
                    folder + ": cannot be written (" + e
                            + "). Choose a place that you may write to and that has space.",
                    e);
        }
    }

    private static AlignmentJournal open(ProcessLock lock, Path folder, String settings) throws IOException {
        try {
            removeUnfinished(folder);
            removeUnfinished(folder.resolve(Alignment.IMAGES));
            AtomicFiles.write(folder.resolve(SETTINGS), settings);
            var file = folder.resolve(LINES);
            return open(lock, channel(file), file);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static AlignmentJournal open(ProcessLock lock, FileChannel lines, Path file) throws IOException {
        try {
            return new AlignmentJournal(lock, file, lines, whole(lines, file));
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private static void requireOurs(Path folder, String settings) throws IOException {
        Path begun = folder.resolve(SETTINGS);
        if (Files.isRegularFile(begun)) {
            if (!Files.readString(begun).equals(settings)) {
                throw new BadInputException(folder + ": was begun with other photos or options (" + begun
                        + "). Use the same again to go on, or choose another --out.");
            }
        } else if (Files.exists(folder) && !isEmpty(folder)) {
            throw new BadInputException(folder + ": is not an empty folder. Choose another --out.");
        }
    }

    /** But for what a start that was killed leaves. */
    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .allMatch(name -> name.equals("lock") || name.startsWith(".part-"));
        }
    }

    private static ProcessLock lock(Path folder) {
        var lock = ProcessLock.tryTake(folder.resolve("lock"));
        if (lock == null) {
            throw new BadInputException(folder + ": another process is using this folder. Wait for it to end, or choose"
                    + " another --out.");
        }
        return lock;
    }

    /** The photos of whole lines; the rest of the file is cut off. */
    private static List<AlignedPhoto> whole(FileChannel lines, Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        var photos = new ArrayList<AlignedPhoto>();
        for (String line :
                new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
            try {
                photos.add(JSON.readValue(line, AlignedPhoto.class));
            } catch (JsonProcessingException e) {
                throw new BadInputException(
                        file + ", line " + (photos.size() + 1) + ": is damaged. Delete the folder and start anew.", e);
            }
        }
        lines.truncate(end);
        lines.position(lines.size());
        return photos;
    }

    /** What a process that was killed was writing. */
    private static void removeUnfinished(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var parts = Files.newDirectoryStream(folder, ".part-*")) {
                for (var part : parts) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** Every photo that is done, in order. */
    List<AlignedPhoto> done() {
        return done;
    }

    /** Adds the next photo, or says what has become of one that was tried again. */
    void put(int index, AlignedPhoto photo) {
        try {
            if (index == done.size()) {
                refresh();
                write(photo);
                done.add(photo);
            } else if (!done.get(index).equals(photo)) {
                done.set(index, photo);
                isStale = true;
            }
        } catch (IOException e) {
            throw new BadInputException(LINES + ": cannot be written (" + e + "). Make space, then start again.", e);
        }
    }

    /** Once for all photos that were tried again. */
    private void refresh() throws IOException {
        if (isStale) {
            var all = new StringBuilder();
            for (var photo : done) {
                all.append(line(photo));
            }
            // Whole or not at all: what is done is not to be done again because this was stopped.
            AtomicFiles.write(file, all.toString());
            lines.close();
            lines = channel(file);
            lines.position(lines.size());
            isStale = false;
        }
    }

    private static String line(AlignedPhoto photo) throws JsonProcessingException {
        return JSON.writeValueAsString(photo) + "\n";
    }

    private void write(AlignedPhoto photo) throws IOException {
        var line = ByteBuffer.wrap(line(photo).getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            lines.write(line);
        }
    }

    /** The list of photos that no face came of. */
    static void writeWithoutFace(List<AlignedPhoto> done, Path folder) {
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            csv.writeRecord("photo", "why");
            for (var photo : done) {
                String problem = photo.problem();
                if (problem != null) {
                    csv.writeRecord(photo.id(), problem);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(folder.resolve("no-face.csv"), text.toString());
    }

    @Override
    public void close() {
        try {
            refresh();
            lines.close();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
