package dev.tornadovim.pipeline.train;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.load.Batches;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.op.loss.LabelCrossEntropy;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Network;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The smallest network that learns: one linear layer whose largest output names the largest of three
 * inputs. A batch can be made whose loss is finite and whose gradient is not: in its last row the
 * inputs are NaN and the label is one that does not count, so the loss never sees them.
 */
final class LinearTask implements LearningTask<float[]> {

    static final int CLASSES = 3;
    private static final int IGNORED = 255;
    private static final int COLUMNS = CLASSES + 1;

    final ParameterBlock layer =
            ParameterBlock.named("layer")
                    .add("weight", Shape.of(CLASSES, CLASSES), true)
                    .add("bias", Shape.of(CLASSES), false)
                    .build();

    /** Keys of random choices as they were for each micro-batch but the last one. */
    final List<float[]> keys = new ArrayList<>();

    private Tensor x;
    private Tensor labels;
    private Tensor key;
    private Tensor loss;

    LinearTask() {
        layer.get("weight").set(new float[] {0.3f, 0.1f, 0, -0.2f, 0, 0.4f, 0, 0.2f, -0.1f});
        layer.get("bias").set(new float[] {0.1f, -0.1f, 0.05f});
    }

    @Override
    public List<ParameterBlock> parameters() {
        return List.of(layer);
    }

    @Override
    public Tensor loss(ProgramBuilder builder, int microBatch) {
        x = builder.input("x", Shape.of(microBatch, CLASSES));
        labels = builder.input("labels", Shape.of(microBatch));
        key = builder.input(Network.RANDOM_KEY + "nothing", DropKeys.SHAPE);
        loss =
                builder.stage(
                        "loss",
                        () -> {
                            Tensor logits =
                                    Linear.apply(
                                            builder, x, layer.get("weight"), layer.get("bias"));
                            return LabelCrossEntropy.apply(builder, logits, labels, IGNORED);
                        });
        return loss;
    }

    @Override
    public Map<String, Tensor> lossParts() {
        return Map.of("loss_all", loss);
    }

    /** Sets a batch as {@link #batch} makes it. */
    @Override
    public void setBatch(float[] batch) {
        keys.add(key.toArray());
        int rows = batch.length / COLUMNS;
        float[] inputs = new float[rows * CLASSES];
        float[] classes = new float[rows];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(batch, row * COLUMNS, inputs, row * CLASSES, CLASSES);
            classes[row] = batch[row * COLUMNS + CLASSES];
        }
        x.set(inputs);
        labels.set(classes);
    }

    /** A batch by number: of each row three inputs and the class. */
    static float[] batch(int number, int rows) {
        Random random = new Random(number);
        float[] batch = new float[rows * COLUMNS];
        for (int at = 0; at < batch.length; at += COLUMNS) {
            int largest = 0;
            for (int c = 0; c < CLASSES; c++) {
                batch[at + c] = (float) random.nextGaussian();
                largest = batch[at + c] > batch[at + largest] ? c : largest;
            }
            batch[at + CLASSES] = largest;
        }
        return batch;
    }

    /** The same with a gradient that is not finite. */
    static float[] poisoned(int number, int rows) {
        float[] batch = batch(number, rows);
        int last = batch.length - COLUMNS;
        for (int c = 0; c < CLASSES; c++) {
            batch[last + c] = Float.NaN;
        }
        batch[last + CLASSES] = IGNORED;
        return batch;
    }

    /** The same batches in every epoch. */
    record Source(List<float[]> list) implements Batches<float[]> {
        @Override
        public int batches() {
            return list.size();
        }

        @Override
        public int batchSize() {
            return list.getFirst().length / COLUMNS;
        }

        @Override
        public Iterator<float[]> epoch(int epoch, int first) {
            return IntStream.range(first, list.size()).mapToObj(list::get).iterator();
        }

        @Override
        public DatasetInfo info() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
