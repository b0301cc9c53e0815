using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Parley.Server.Storage.Mapping;

/// <summary>The tables of webhooks. Deliveries name their webhook without a foreign key: deleting one must not fail what happens in a call at that moment.</summary>
internal sealed class WebhookMapping :
    IEntityTypeConfiguration<Webhook>, IEntityTypeConfiguration<OutboxEvent>, IEntityTypeConfiguration<WebhookDelivery>
{
    private const int TypeLength = 64;
    private const int StreamLength = 128;

    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(w => w.Url).HasMaxLength(Webhook.MaxUrlLength);
        builder.Property(w => w.EventTypes).HasConversion<ListAsJson, ListComparer>();
    }

    public void Configure(EntityTypeBuilder<OutboxEvent> builder)
    {
        builder.ToTable("outbox_events");
        builder.HasIndex(e => e.OccurredAt);
        builder.Property(e => e.Type).HasMaxLength(TypeLength);
        builder.Property(e => e.Stream).HasMaxLength(StreamLength);
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.HasIndex(d => new { d.WebhookId, d.Status, d.Stream, d.Id });
        builder.HasIndex(d => new { d.Status, d.EndedAt });
        builder.HasIndex(d => d.EventId);
        builder.Property(d => d.Type).HasMaxLength(TypeLength);
        builder.Property(d => d.Stream).HasMaxLength(StreamLength);
        builder.Property(d => d.Error).HasMaxLength(WebhookDelivery.MaxErrorLength);
    }

    private sealed class ListAsJson() : ValueConverter<IReadOnlyList<string>, string>(
        list => JsonSerializer.Serialize(list, StorageJson.Default.IReadOnlyListString),
        text => JsonSerializer.Deserialize(text, StorageJson.Default.IReadOnlyListString)!);

    private sealed class ListComparer() : ValueComparer<IReadOnlyList<string>>(
        (left, right) => left!.SequenceEqual(right!), list => list.Count, list => list.ToList());
}
