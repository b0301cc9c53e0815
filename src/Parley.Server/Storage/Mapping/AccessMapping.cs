using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Parley.Server.Storage.Mapping;

/// <summary>The tables of who may come in and of what was asked: keys, the trail of changes, requests that may come twice, the ring that secrets are encrypted with.</summary>
internal sealed class AccessMapping
    : IEntityTypeConfiguration<ApiKey>, IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<IdempotentRequest>, IEntityTypeConfiguration<KeyRingElement>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasIndex(k => k.Hash).IsUnique();
        builder.HasIndex(k => k.PreviousHash);
        builder.Property(k => k.Name).HasMaxLength(ApiKey.MaxNameLength);
        builder.Property(k => k.Prefix).HasMaxLength(16);
        builder.Property(k => k.Agents).HasConversion<NamesAsJson, SameNames>();
    }

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("api_audit");
        builder.HasIndex(a => a.At);
    }

    public void Configure(EntityTypeBuilder<IdempotentRequest> builder)
    {
        builder.ToTable("idempotent_requests");
        builder.HasKey(r => new { r.Scope, r.Route, r.Key });
        builder.HasIndex(r => r.CreatedAt);
    }

    public void Configure(EntityTypeBuilder<KeyRingElement> builder) => builder.ToTable("key_ring");

    private sealed class NamesAsJson() : ValueConverter<IReadOnlyList<string>, string>(
        names => JsonSerializer.Serialize(names, (JsonSerializerOptions?)null), text => JsonSerializer.Deserialize<string[]>(text, (JsonSerializerOptions?)null)!);

    private sealed class SameNames() : ValueComparer<IReadOnlyList<string>>((a, b) => ReferenceEquals(a, b), names => names.Count, names => names);
}
