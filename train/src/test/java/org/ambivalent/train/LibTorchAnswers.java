package org.ambivalent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What a network, or all members of an ensemble, answer in LibTorch, under the names that the model file gives. */
final class LibTorchAnswers {

    private LibTorchAnswers() {}

    /** Of images {@code [faces][channels][height][width]}, in evaluation. */
    static Map<String, float[]> about(List<Model> members, float[] images, Chance chance) {
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            var features = new ArrayList<Tensor>();
            var outputs = new ArrayList<Head.Output>();
            for (var model : members) {
                var shape = model.input();
                var tensor = Tensor.create(
                        images, images.length / shape.size(), shape.channels(), shape.height(), shape.width());
                var seen = model.features(tensor, false, Precision.FP32, chance);
                features.add(seen);
                outputs.addAll(model.outputs(seen, chance));
            }
            var answers = answers(outputs);
            answers.put("features", values(torch.cat(vector(features), 1)));
            return answers;
        }
    }

    private static Map<String, float[]> answers(List<Head.Output> outputs) {
        var logits = outputs.stream().map(Head.Output::logits).toList();
        var all = outputs.size() == 1 ? logits.get(0) : stacked(logits);
        var probabilities = all.softmax(-1);
        boolean sampled = all.dim() == 3;
        var answers = new HashMap<String, float[]>();
        answers.put("logits", values(all));
        answers.put("probabilities", values(sampled ? probabilities.mean(0) : probabilities));
        if (sampled) {
            answers.put("samples", values(probabilities));
        }
        var importances = new ArrayList<Tensor>();
        for (var output : outputs) {
            var importance = output.importance();
            if (importance != null) {
                importances.add(importance);
            }
        }
        if (!importances.isEmpty()) {
            answers.put("importance", values(stacked(importances).mean(0)));
        }
        return answers;
    }

    private static Tensor stacked(List<Tensor> tensors) {
        return torch.stack(vector(tensors), 0);
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }

    private static float[] values(Tensor tensor) {
        var values = new float[Math.toIntExact(tensor.numel())];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    /** Asserts that a model file gives these answers, to 1e-4 of the largest value or of 1, and none of the others. */
    static void assertGiven(Map<String, float[]> answers, Map<String, float[]> byFile) {
        for (String name : List.of("features", "logits", "samples", "probabilities", "importance")) {
            var expected = answers.get(name);
            if (expected == null) {
                assertThat(byFile).doesNotContainKey(name);
            } else {
                assertThat(byFile.get(name)).as(name).containsExactly(expected, within(1e-4f * scale(expected)));
            }
        }
    }

    private static float scale(float[] values) {
        float largest = 1;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
