package dev.tornadovim.data.coco;

/** A class as a COCO file lists it; numbers may have gaps. */
public record CocoCategory(long id, String name) {}
