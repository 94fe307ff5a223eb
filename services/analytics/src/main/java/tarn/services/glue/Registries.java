package tarn.services.glue;

import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CreateRegistryRequest;
import software.amazon.awssdk.services.glue.model.CreateRegistryResponse;
import software.amazon.awssdk.services.glue.model.DeleteRegistryRequest;
import software.amazon.awssdk.services.glue.model.DeleteRegistryResponse;
import software.amazon.awssdk.services.glue.model.GetRegistryRequest;
import software.amazon.awssdk.services.glue.model.GetRegistryResponse;
import software.amazon.awssdk.services.glue.model.ListRegistriesRequest;
import software.amazon.awssdk.services.glue.model.ListRegistriesResponse;
import software.amazon.awssdk.services.glue.model.RegistryListItem;
import software.amazon.awssdk.services.glue.model.RegistryStatus;
import software.amazon.awssdk.services.glue.model.UpdateRegistryRequest;
import software.amazon.awssdk.services.glue.model.UpdateRegistryResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;

/** Registries of schemas. The one named {@code default-registry} is made when a schema is made without one. */
final class Registries implements GlueClient, Part {

    private static final int REGISTRIES_MAX = 100;

    private final RegistryBook book;
    private final Tags tags;
    private final Pages pages;

    Registries(RegistryBook book, Tags tags, Pages pages) {
        this.book = book;
        this.tags = tags;
        this.pages = pages.of(25, 100);
    }

    @Override
    public CreateRegistryResponse createRegistry(CreateRegistryRequest request) {
        var name = RegistryBook.named(request.registryName());
        if (book.registries().list(Range.all(), REGISTRIES_MAX).size() == REGISTRIES_MAX) {
            throw GlueFaults.limitExceeded("registries per account and region");
        }
        var now = book.now();
        if (!book.registries().insert(Key.of(name), new KeptRegistry(name, request.description(), now, now))) {
            throw GlueFaults.exists("Registry already exists. RegistryName: " + name);
        }
        if (request.hasTags()) {
            tags.put(RegistryBook.arn(name), request.tags());
        }
        return CreateRegistryResponse.builder()
                .registryName(name)
                .registryArn(RegistryBook.arn(name))
                .description(request.description())
                .tags(request.hasTags() ? request.tags() : null)
                .build();
    }

    @Override
    public GetRegistryResponse getRegistry(GetRegistryRequest request) {
        var kept =
                book.registry(RegistryBook.registryName(request.registryId())).value();
        return GetRegistryResponse.builder()
                .registryName(kept.name())
                .registryArn(RegistryBook.arn(kept.name()))
                .description(kept.description())
                .status(RegistryStatus.AVAILABLE)
                .createdTime(kept.created().toString())
                .updatedTime(kept.updated().toString())
                .build();
    }

    @Override
    public ListRegistriesResponse listRegistries(ListRegistriesRequest request) {
        var page = pages.records(
                "ListRegistries",
                request.nextToken(),
                request.maxResults(),
                book.registries(),
                Range.all(),
                entry -> true);
        return ListRegistriesResponse.builder()
                .registries(page.items().stream()
                        .map(kept -> RegistryListItem.builder()
                                .registryName(kept.name())
                                .registryArn(RegistryBook.arn(kept.name()))
                                .description(kept.description())
                                .status(RegistryStatus.AVAILABLE)
                                .createdTime(kept.created().toString())
                                .updatedTime(kept.updated().toString())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public UpdateRegistryResponse updateRegistry(UpdateRegistryRequest request) {
        var name = RegistryBook.registryName(request.registryId());
        while (true) {
            var seen = book.registry(name);
            var next =
                    new KeptRegistry(name, request.description(), seen.value().created(), book.now());
            if (book.registries().replace(seen, next)) {
                return UpdateRegistryResponse.builder()
                        .registryName(name)
                        .registryArn(RegistryBook.arn(name))
                        .build();
            }
        }
    }

    /** Removes a registry with its schemas, at once; AWS takes a while and shows DELETING meanwhile. */
    @Override
    public DeleteRegistryResponse deleteRegistry(DeleteRegistryRequest request) {
        var name = RegistryBook.registryName(request.registryId());
        while (true) {
            // Whoever makes a schema writes the registry's record too: the deletion fails if one came in between.
            var seen = book.registry(name);
            for (var schema : book.schemas().list(Range.under(Key.of(name)), Integer.MAX_VALUE)) {
                book.remove(schema);
                tags.forget(RegistryBook.arn(name, schema.value().name()));
            }
            if (book.batch().delete(book.registries(), seen).commit()) {
                tags.forget(RegistryBook.arn(name));
                return DeleteRegistryResponse.builder()
                        .registryName(name)
                        .registryArn(RegistryBook.arn(name))
                        .status(RegistryStatus.DELETING)
                        .build();
            }
        }
    }
}
