package org.ambivalent.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ambivalent.core.Distribution;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What a network last said of each face, and its features then; at first all emotions are alike and features are 0. */
final class FaceMemory implements AutoCloseable {

    /** {@code [faces][emotions]} */
    private final Tensor said;

    /** {@code [faces][features]} */
    private final Tensor features;

    FaceMemory(int faces, int emotions, long features, Device device) {
        said = kept(torch.ones(faces, emotions).div(new Scalar(emotions)), device);
        this.features = kept(torch.zeros(faces, features), device);
    }

    private static Tensor kept(Tensor tensor, Device device) {
        var own = tensor.to(device, torch.ScalarType.Float);
        own.retainReference();
        return own;
    }

    /** {@code [which][emotions]} */
    Tensor said(int[] which) {
        return said.index_select(0, indices(which));
    }

    /** {@code [which][features]} */
    Tensor features(int[] which) {
        return features.index_select(0, indices(which));
    }

    void remember(int[] which, Tensor predictions, Tensor seen) {
        try (var noGrad = new NoGradGuard()) {
            var indices = indices(which);
            said.index_copy_(0, indices, predictions.detach().to(said.device(), torch.ScalarType.Float));
            features.index_copy_(0, indices, seen.detach().to(said.device(), torch.ScalarType.Float));
        }
    }

    private Tensor indices(int[] which) {
        return Tensor.create(IntStream.of(which).asLongStream().toArray()).to(said.device(), torch.ScalarType.Long);
    }

    /** What was said of every face. */
    List<Distribution> distributions() {
        var distributions = new ArrayList<Distribution>();
        try (var scope = new PointerScope()) {
            FloatBuffer values = said.cpu().contiguous().createBuffer();
            var p = new double[Math.toIntExact(said.size(1))];
            for (long face = 0; face < said.size(0); face++) {
                Arrays.setAll(p, k -> values.get());
                distributions.add(Distribution.proportionalTo(p));
            }
        }
        return distributions;
    }

    void save(OutputArchive archive) {
        archive.write("said", said.cpu());
        archive.write("features", features.cpu());
    }

    void load(InputArchive archive) {
        try (var noGrad = new NoGradGuard()) {
            said.copy_(Archives.read(archive, "said"));
            features.copy_(Archives.read(archive, "features"));
        }
    }

    @Override
    public void close() {
        said.close();
        features.close();
    }
}
