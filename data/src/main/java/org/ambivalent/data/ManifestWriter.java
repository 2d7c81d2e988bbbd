package org.ambivalent.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ambivalent.core.LabelSet;
import org.ambivalent.core.Votes;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a dataset says about its faces as a manifest, the CSV layout that {@link Datasets#read} reads back. True
 * posteriors of sampled faces are not written.
 */
public final class ManifestWriter {

    private ManifestWriter() {}

    /**
     * Writes the annotations alone. Read back, images are looked for under their ids beside the file.
     *
     * @throws org.ambivalent.core.BadInputException if the file cannot be written
     */
    public static void write(Dataset dataset, Path csv) {
        AtomicFiles.write(csv, text(dataset.labels(), dataset.faces(), null));
    }

    /**
     * Writes {@code manifest.csv} into a folder that holds the images already.
     *
     * @param labels the emotions, or null where nobody said anything of the faces: the column for labels is empty then
     * @param faces what is said of them
     * @param paths of their images, from the folder, face by face
     */
    public static void write(@Nullable LabelSet labels, List<Face> faces, List<String> paths, Path folder) {
        var some = labels == null ? List.<String>of() : labels.names();
        AtomicFiles.write(folder.resolve(ManifestReader.FILE_NAME), text(some, faces, paths));
    }

    /**
     * Writes annotations ({@code manifest.csv}) and images ({@code images/*.png}) into a folder: a dataset of its own.
     * The manifest comes last, so that a folder with a manifest is whole.
     *
     * @throws org.ambivalent.core.BadInputException if the folder cannot be written
     */
    public static void writeWithImages(Dataset dataset, Path folder) {
        var manifest = folder.resolve(ManifestReader.FILE_NAME);
        // An old manifest must not speak of new images, whatever happens on the way.
        try {
            Files.deleteIfExists(manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var paths = new ArrayList<String>();
        for (int i = 0; i < dataset.size(); i++) {
            String path = path(i);
            AtomicFiles.write(
                    folder.resolve(path),
                    FacePng.of(dataset.images().pixels(i), dataset.images().shape()));
            paths.add(path);
        }
        AtomicFiles.write(manifest, text(dataset.labels(), dataset.faces(), paths));
    }

    /** The text of a manifest without paths: images are looked for under the ids beside the file. */
    public static String text(Dataset dataset) {
        return text(dataset.labels(), dataset.faces(), null);
    }

    /** Writes annotations and images as the zip of such a folder, which {@link Datasets#read} takes. The stream is left open. */
    public static void writeZip(Dataset dataset, OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        var paths = new ArrayList<String>();
        for (int i = 0; i < dataset.size(); i++) {
            String path = path(i);
            add(
                    zip,
                    path,
                    FacePng.of(dataset.images().pixels(i), dataset.images().shape()));
            paths.add(path);
        }
        add(
                zip,
                ManifestReader.FILE_NAME,
                text(dataset.labels(), dataset.faces(), paths).getBytes(StandardCharsets.UTF_8));
        zip.finish();
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static String path(int index) {
        return String.format(Locale.ROOT, "images/%06d.png", index);
    }

    /** The manifest's text; a column for paths only if there are any. */
    static String text(LabelSet labels, List<Face> faces, @Nullable List<String> paths) {
        return text(labels.names(), faces, paths);
    }

    private static String text(List<String> labels, List<Face> faces, @Nullable List<String> paths) {
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(header(labels, paths != null));
            for (int i = 0; i < faces.size(); i++) {
                csv.writeRecord(row(labels, faces.get(i), paths == null ? null : paths.get(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> header(List<String> labels, boolean withPaths) {
        var header = new ArrayList<String>();
        header.add("id");
        if (withPaths) {
            header.add("path");
        }
        header.add("split");
        header.add("label");
        labels.forEach(name -> header.add(ManifestReader.VOTES + name));
        if (!labels.isEmpty()) {
            header.addAll(List.of(ManifestReader.UNKNOWN, ManifestReader.NOT_A_FACE));
        }
        header.addAll(List.of("valence", "arousal", "group"));
        return header;
    }

    private static List<String> row(List<String> labels, Face face, @Nullable String path) {
        var row = new ArrayList<String>();
        row.add(face.id());
        if (path != null) {
            row.add(path);
        }
        row.add(face.split().toString());
        Integer label = face.label();
        row.add(label == null ? "" : labels.get(label));
        addVotes(labels.size(), face.votes(), row);
        var circumplex = face.valenceArousal();
        row.add(circumplex == null ? "" : Double.toString(circumplex.valence()));
        row.add(circumplex == null ? "" : Double.toString(circumplex.arousal()));
        String group = face.group();
        row.add(group == null ? "" : group);
        return row;
    }

    private static void addVotes(int emotions, @Nullable Votes votes, List<String> row) {
        for (int k = 0; k < emotions; k++) {
            row.add(votes == null ? "" : Integer.toString(votes.count(k)));
        }
        if (emotions > 0) {
            row.add(votes == null ? "" : Integer.toString(votes.unknown()));
            row.add(votes == null ? "" : Integer.toString(votes.notAFace()));
        }
    }
}
