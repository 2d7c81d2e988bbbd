package org.ambivalent.data;

import java.nio.file.Path;
import java.util.List;
import org.ambivalent.core.Distribution;

/** One self-contained page about an evaluation. */
public final class EvaluationReport {

    private final Evaluation evaluation;

    /** The page of an evaluation of {@code predicted}, one distribution per face of the dataset. */
    public EvaluationReport(Evaluation evaluation, Dataset dataset, List<Distribution> predicted) {
        Evaluation.requireFit(dataset, predicted);
        this.evaluation = evaluation;
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        AtomicFiles.write(file, html());
    }

    String html() {
        return "<!DOCTYPE html><title>" + evaluation.dataset() + "</title>";
    }
}
