package tarn.services.glue.crawl;

/** A column of a table or a field of a struct, as it is named in the data. */
public record Column(String name, Type type) {}
