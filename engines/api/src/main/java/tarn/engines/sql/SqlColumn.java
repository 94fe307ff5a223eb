package tarn.engines.sql;

/**
 * A column of a result. Values come as JDK types:
 *
 * <table>
 * <caption>What stands for which type</caption>
 * <tr><td>boolean</td><td>{@link Boolean}</td></tr>
 * <tr><td>tinyint, smallint, integer, bigint</td><td>{@link Byte}, {@link Short}, {@link Integer}, {@link Long}</td></tr>
 * <tr><td>real, double</td><td>{@link Float}, {@link Double}</td></tr>
 * <tr><td>decimal</td><td>{@link java.math.BigDecimal} with the type's scale</td></tr>
 * <tr><td>varchar, char (padded), json, uuid, ipaddress, intervals, geometry</td><td>{@link String}, as the engine
 * prints it</td></tr>
 * <tr><td>varbinary and sketches</td><td>{@code byte[]}</td></tr>
 * <tr><td>date</td><td>{@link java.time.LocalDate}</td></tr>
 * <tr><td>time, timestamp, with or without zone</td><td>{@link SqlTime}, {@link SqlTimestamp}: {@code toString} is what
 * the engine prints</td></tr>
 * <tr><td>array</td><td>{@link java.util.List}</td></tr>
 * <tr><td>map</td><td>{@link java.util.Map} in the engine's order</td></tr>
 * <tr><td>row</td><td>{@link SqlStruct}</td></tr>
 * </table>
 *
 * @param name as the statement names it; {@code _col0} and so on where it does not
 * @param type the engine's type in full, such as {@code decimal(10,2)}, {@code array(row(a bigint))}
 * @param base the type without parameters, such as {@code decimal}, {@code timestamp with time zone}
 * @param precision digits of a number, length of a text or binary, as {@code java.sql.ResultSetMetaData} counts them;
 *     {@link Integer#MAX_VALUE} for unbounded texts, 0 where it means nothing
 * @param scale digits after the point; 0 where it means nothing
 */
public record SqlColumn(String name, String type, String base, int precision, int scale) {}
