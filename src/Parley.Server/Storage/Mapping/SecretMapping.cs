using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The tables of secrets.</summary>
internal sealed class SecretMapping : IEntityTypeConfiguration<SecretSet>, IEntityTypeConfiguration<StoredSecret>
{
    public void Configure(EntityTypeBuilder<SecretSet> set)
    {
        set.ToTable("secret_sets");
        set.HasKey(s => s.Name);
        set.Property(s => s.Name).HasMaxLength(SecretSet.MaxNameLength);
    }

    public void Configure(EntityTypeBuilder<StoredSecret> secret)
    {
        secret.ToTable("secrets");
        secret.HasKey(s => new { s.Set, s.Key });
        secret.HasOne<SecretSet>().WithMany().HasForeignKey(s => s.Set).OnDelete(DeleteBehavior.Cascade);
        secret.Property(s => s.Set).HasMaxLength(SecretSet.MaxNameLength);
        secret.Property(s => s.Key).HasMaxLength(StoredSecret.MaxKeyLength);
    }
}
