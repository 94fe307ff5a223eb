package tarn.engines.sql;

import java.util.Optional;

/**
 * A column of a table.
 *
 * @param type in Hive's words, such as {@code bigint}, {@code array<struct<a:int,b:string>>}
 */
public record LakeColumn(String name, String type, Optional<String> comment) {}
