package org.ambivalent.train;

import static org.bytedeco.pytorch.global.torch.MemoryFormat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The named tensors of one network: parameters, which are learned, and buffers, which are only kept (running means and
 * variances of batch normalisation). The order of insertion is the order everywhere.
 *
 * <p>Names are paths such as {@code trunk.3.body.0.weight}; the model file uses the same names.
 */
public final class Weights implements AutoCloseable {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> parameters = new ArrayList<>();
    private final Device device;

    public Weights(Device device) {
        this.device = device;
    }

    /** Adds a tensor to be learned. */
    void parameter(String name, Tensor initial) {
        add(name, initial).set_requires_grad(true);
        parameters.add(name);
    }

    /** Adds a tensor that is kept beside the parameters and is not learned. */
    void buffer(String name, Tensor initial) {
        add(name, initial);
    }

    private Tensor add(String name, Tensor initial) {
        try (var noGrad = new NoGradGuard()) {
            var own = placed(initial);
            own.retainReference();
            if (tensors.putIfAbsent(name, own) != null) {
                throw new IllegalStateException("Two tensors are named " + name);
            }
            return own;
        }
    }

    /**
     * Convolutions run fastest with the channel axis innermost, which keeps the logical shape. Their answers follow their weights,
     * even for grey faces: hence a copy, because what has one channel counts as laid out in either way, and {@code contiguous}
     * would leave it in the other.
     */
    private Tensor placed(Tensor initial) {
        return initial.dim() == 4
                ? initial.to(
                        device,
                        torch.ScalarType.Float,
                        false,
                        true,
                        new MemoryFormatOptional(MemoryFormat.ChannelsLast))
                : initial.to(device, torch.ScalarType.Float);
    }

    Tensor get(String name) {
        var tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("No tensor is named " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    public Device device() {
        return device;
    }

    /** Names of parameters and buffers. */
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /** The tensors to be learned: matrices and kernels if {@code weightDecay}, else biases and scales. */
    List<Tensor> parameters(boolean weightDecay) {
        return parameters.stream()
                .map(this::get)
                .filter(tensor -> (tensor.dim() > 1) == weightDecay)
                .toList();
    }

    /** Number of learned values. */
    public long parameterCount() {
        return parameters.stream().mapToLong(name -> get(name).numel()).sum();
    }

    /** The values of a tensor in row-major order, and its shape. */
    public Values values(String name) {
        try (var scope = new PointerScope()) {
            var plain = get(name).detach().cpu().contiguous();
            var values = new float[Math.toIntExact(plain.numel())];
            plain.data_ptr_float().get(values);
            return new Values(values, plain.shape());
        }
    }

    /** A tensor's values in row-major order. */
    @SuppressWarnings("ArrayRecordComponent") // handed straight to a writer or reader, never compared
    public record Values(float[] values, long[] shape) {}

    /** A copy whose tensors share nothing with these and are not learned. */
    Weights copy() {
        var copy = new Weights(device);
        try (var noGrad = new NoGradGuard()) {
            tensors.forEach((name, tensor) -> copy.buffer(name, tensor.detach().clone()));
        }
        copy.parameters.addAll(parameters);
        return copy;
    }

    /** {@code own = own + share * (other - own)}, tensor by tensor. */
    void moveTowards(Weights other, double share) {
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            var amount = new Scalar(share);
            tensors.forEach((name, tensor) -> tensor.lerp_(other.get(name), amount));
        }
    }

    /** Overwrites one tensor with values in row-major order. */
    void set(String name, Values values) {
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            get(name).copy_(Tensor.create(values.values(), values.shape()));
        }
    }

    /** Frees the tensors' native memory. */
    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }

    void save(OutputArchive archive) {
        tensors.forEach((name, tensor) -> archive.write(name, tensor.detach()));
    }

    void load(InputArchive archive) {
        try (var scope = new PointerScope();
                var noGrad = new NoGradGuard()) {
            tensors.forEach((name, tensor) -> tensor.copy_(Archives.read(archive, name)));
        }
    }
}
