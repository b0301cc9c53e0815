using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The table of the sessions' logs.</summary>
internal sealed class SessionLogMapping : IEntityTypeConfiguration<SessionLogLine>
{
    public void Configure(EntityTypeBuilder<SessionLogLine> line)
    {
        line.ToTable("session_logs");
        line.HasIndex(l => new { l.Agent, l.At });
        line.HasIndex(l => l.SessionId);
        line.Property(l => l.Agent).HasMaxLength(64);
        line.Property(l => l.Text).HasMaxLength(Logs.SessionLogs.MaxTextLength);
    }
}
