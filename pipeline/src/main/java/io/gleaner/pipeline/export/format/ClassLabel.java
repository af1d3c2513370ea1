package io.gleaner.pipeline.export.format;

import java.io.Serializable;

/**
 * The one class that an image has in an export: a curated set, or the value of a field.
 *
 * @param index from 0, without gaps; classes are numbered in the order of their names
 * @param name as the recipe or the field says it: any text
 * @param folder the same as a name of a file or folder on any filesystem, different for each class
 *     also where case does not count: letters of ASCII, digits, {@code -}, {@code _} and {@code .}
 */
public record ClassLabel(int index, String name, String folder) implements Serializable {}
