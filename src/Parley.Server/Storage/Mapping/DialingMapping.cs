using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The tables of what may be dialled and what was.</summary>
internal sealed class DialingMapping : IEntityTypeConfiguration<DoNotCallEntry>, IEntityTypeConfiguration<AuditRecord>, IEntityTypeConfiguration<AuditHead>,
    IEntityTypeConfiguration<DialedTime>, IEntityTypeConfiguration<ReleasedNumber>, IEntityTypeConfiguration<DialoutRetry>
{
    private const int NumberLength = 32;
    private const int HashLength = 64;
    private const int AgentLength = 64;

    public void Configure(EntityTypeBuilder<DoNotCallEntry> builder)
    {
        builder.ToTable("do_not_call");
        builder.HasKey(e => e.Number);
        builder.HasIndex(e => e.CreatedAt);
        builder.Property(e => e.Number).HasMaxLength(NumberLength);
        builder.Property(e => e.Reason).HasMaxLength(DoNotCallEntry.MaxReasonLength);
        builder.Property(e => e.Source).HasMaxLength(16);
    }

    public void Configure(EntityTypeBuilder<AuditRecord> builder)
    {
        builder.ToTable("audit_log");
        builder.HasKey(e => e.Sequence);
        builder.HasIndex(e => e.At);
        builder.Property(e => e.Sequence).ValueGeneratedNever();
        builder.Property(e => e.Hash).HasMaxLength(HashLength);
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("audit_head");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Hash).HasMaxLength(HashLength);
        builder.Property(e => e.AnchorHash).HasMaxLength(HashLength);
        builder.Property(e => e.Signature).HasMaxLength(HashLength);
        builder.HasData(new AuditHead());
    }

    public void Configure(EntityTypeBuilder<DialedTime> builder)
    {
        builder.ToTable("dialed_time");
        builder.HasKey(e => new { e.Day, e.Agent });
        builder.Property(e => e.Agent).HasMaxLength(AgentLength);
    }

    public void Configure(EntityTypeBuilder<ReleasedNumber> builder)
    {
        builder.ToTable("released_numbers");
        builder.HasKey(e => e.Number);
        builder.Property(e => e.Number).HasMaxLength(NumberLength);
    }

    public void Configure(EntityTypeBuilder<DialoutRetry> builder)
    {
        builder.ToTable("dialout_retries");
        builder.HasIndex(e => e.AttemptId).IsUnique();
        builder.HasIndex(e => new { e.State, e.Due });
        builder.Property(e => e.Agent).HasMaxLength(AgentLength);
    }
}
