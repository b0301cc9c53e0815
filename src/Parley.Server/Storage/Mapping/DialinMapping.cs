using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The table of dial-in settings.</summary>
internal sealed class DialinMapping : IEntityTypeConfiguration<DialinConfig>
{
    public void Configure(EntityTypeBuilder<DialinConfig> builder)
    {
        builder.ToTable("dialin_configs");
        builder.HasIndex(c => c.PhoneNumber).IsUnique();
        builder.HasIndex(c => c.SipUser).IsUnique();
        builder.Property(c => c.PhoneNumber).HasMaxLength(32);
        builder.Property(c => c.SipUser).HasMaxLength(64);
        builder.Property(c => c.RoomCreationApi).HasMaxLength(Webhook.MaxUrlLength);
        builder.Property(c => c.NamePrefix).HasMaxLength(64);
        builder.Property(c => c.TimeoutMessage).HasMaxLength(DialinConfig.MaxTextLength);
    }
}
