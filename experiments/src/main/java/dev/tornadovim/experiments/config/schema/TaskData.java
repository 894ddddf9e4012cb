package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.experiments.config.schema.DataConfig.Name;

import java.util.Locale;
import java.util.Set;

/** Which data a task can learn from. */
public final class TaskData {

    private TaskData() {}

    /** Refuses data that a task cannot learn from. */
    static void check(Task task, Name data) {
        boolean fits =
                switch (task) {
                    case CLASSIFICATION ->
                            !Set.of(Name.ADE20K, Name.MASK_FOLDER, Name.COCO).contains(data);
                    case SEGMENTATION ->
                            Set.of(Name.SCENES, Name.ADE20K, Name.MASK_FOLDER).contains(data);
                    case DETECTION -> Set.of(Name.SCENES, Name.COCO).contains(data);
                };
        if (!fits) {
            throw refusal(task, data);
        }
    }

    /** What to say of data that a task cannot learn from. */
    public static IllegalArgumentException refusal(Task task, Name data) {
        String problem =
                switch (task) {
                    case CLASSIFICATION ->
                            "has no classes of whole images, as task=classification needs them";
                    case SEGMENTATION ->
                            "has no classes of pixels, expected scenes, ade20k or mask_folder for"
                                    + " task=segmentation";
                    case DETECTION -> "has no boxes, expected scenes or coco for task=detection";
                };
        return new IllegalArgumentException(
                "data.name=%s %s".formatted(data.name().toLowerCase(Locale.ROOT), problem));
    }
}
