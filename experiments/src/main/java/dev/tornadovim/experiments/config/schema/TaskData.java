package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.experiments.config.schema.DataConfig.Name;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which data a task can learn from. */
public final class TaskData {

    /**
     * What a task learns from.
     *
     * @param what the data have for each image
     * @param data that have it
     */
    private record Need(String what, Set<Name> data) {}

    private static final Map<Task, Need> NEEDS =
            Map.of(
                    Task.CLASSIFICATION,
                    new Need(
                            "classes of whole images",
                            EnumSet.complementOf(
                                    EnumSet.of(Name.ADE20K, Name.MASK_FOLDER, Name.COCO))),
                    Task.SEGMENTATION,
                    new Need(
                            "classes of pixels",
                            EnumSet.of(Name.SCENES, Name.ADE20K, Name.MASK_FOLDER)),
                    Task.DETECTION,
                    new Need("boxes", EnumSet.of(Name.SCENES, Name.COCO)));

    private TaskData() {}

    /** Refuses data that a task cannot learn from. */
    static void check(Task task, Name data) {
        if (!NEEDS.get(task).data().contains(data)) {
            throw refusal(task, data);
        }
    }

    /** What to say of data that a task cannot learn from. */
    public static IllegalArgumentException refusal(Task task, Name data) {
        Need need = NEEDS.get(task);
        return new IllegalArgumentException(
                "data.name=%s has no %s, expected one of %s for task=%s"
                        .formatted(
                                lower(data),
                                need.what(),
                                need.data().stream()
                                        .map(TaskData::lower)
                                        .collect(Collectors.joining(", ")),
                                lower(task)));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
