using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Parley.Agents;
using Parley.Server.Storage.Mapping;

namespace Parley.Server.Storage;

/// <summary>The database: what must survive a restart. Only the stores use it. Each kind of database has a context of its own, with its own migrations.</summary>
internal abstract class ParleyDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<OwnedNumber> Numbers => Set<OwnedNumber>();

    public DbSet<SessionRecord> Sessions => Set<SessionRecord>();

    public DbSet<DialoutAttempt> Attempts => Set<DialoutAttempt>();

    public DbSet<StoredAgent> Agents => Set<StoredAgent>();

    public DbSet<StoredDeployment> Deployments => Set<StoredDeployment>();

    public DbSet<SessionLogLine> SessionLogs => Set<SessionLogLine>();

    public DbSet<RoomRecord> Rooms => Set<RoomRecord>();

    public DbSet<ServerIdentity> Identities => Set<ServerIdentity>();

    public DbSet<DoNotCallEntry> DoNotCall => Set<DoNotCallEntry>();

    public DbSet<AuditRecord> AuditLog => Set<AuditRecord>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<DialedTime> DialedTimes => Set<DialedTime>();

    public DbSet<ReleasedNumber> ReleasedNumbers => Set<ReleasedNumber>();

    public DbSet<DialoutRetry> Retries => Set<DialoutRetry>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<OutboxEvent> OutboxEvents => Set<OutboxEvent>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<DialinConfig> DialinConfigs => Set<DialinConfig>();

    public DbSet<AuditEntry> ApiAudit => Set<AuditEntry>();

    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    public DbSet<SecretSet> SecretSets => Set<SecretSet>();

    public DbSet<StoredSecret> Secrets => Set<StoredSecret>();

    public DbSet<KeyRingElement> KeyRing => Set<KeyRingElement>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Milliseconds sort and compare the same in every database; SQLite has no type for a moment.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var access = new AccessMapping();
        modelBuilder.ApplyConfiguration<ApiKey>(access).ApplyConfiguration<AuditEntry>(access).ApplyConfiguration<IdempotentRequest>(access).ApplyConfiguration<KeyRingElement>(access);
        modelBuilder.Entity<OwnedNumber>(number =>
        {
            number.ToTable("owned_numbers");
            number.HasIndex(n => n.Number).IsUnique();
            number.Property(n => n.Number).HasMaxLength(32);
            number.Property(n => n.Trunk).HasMaxLength(64);
            number.Property(n => n.Name).HasMaxLength(128);
            number.Property(n => n.Agent).HasMaxLength(64);
        });
        modelBuilder.Entity<SessionRecord>(session =>
        {
            session.ToTable("sessions");
            session.HasIndex(s => new { s.Agent, s.CreatedAt });
            session.HasIndex(s => s.EndedAt);
            session.Property(s => s.Agent).HasMaxLength(64);
        });
        modelBuilder.Entity<DialoutAttempt>(attempt =>
        {
            attempt.ToTable("dialout_attempts");
            attempt.HasOne<SessionRecord>().WithMany().HasForeignKey(a => a.SessionId).OnDelete(DeleteBehavior.Cascade);
            attempt.HasIndex(a => a.EndedAt);
            attempt.Property(a => a.RoomName).HasMaxLength(RoomRecord.MaxNameLength);
            attempt.HasIndex(a => new { a.Callee, a.CreatedAt });
            attempt.HasIndex(a => new { a.CallerNumber, a.CreatedAt });
            attempt.Property(a => a.Callee).HasMaxLength(32);
            attempt.Property(a => a.Agent).HasMaxLength(64);
            attempt.Property(a => a.Trunk).HasMaxLength(64);
            attempt.Property(a => a.Quality).HasConversion<QualityAsJson>();
        });
        modelBuilder.Entity<ServerIdentity>().ToTable("server_identity");
        var agents = new AgentMapping();
        modelBuilder.ApplyConfiguration<StoredAgent>(agents).ApplyConfiguration<StoredDeployment>(agents).ApplyConfiguration(new SessionLogMapping());
        modelBuilder.ApplyConfiguration(new RoomMapping());
        modelBuilder.ApplyConfiguration(new DialinMapping());

        var dialing = new DialingMapping();
        modelBuilder.ApplyConfiguration<DoNotCallEntry>(dialing);
        modelBuilder.ApplyConfiguration<AuditRecord>(dialing);
        modelBuilder.ApplyConfiguration<AuditHead>(dialing);
        modelBuilder.ApplyConfiguration<DialedTime>(dialing);
        modelBuilder.ApplyConfiguration<ReleasedNumber>(dialing);
        modelBuilder.ApplyConfiguration<DialoutRetry>(dialing);

        var secrets = new SecretMapping();
        modelBuilder.ApplyConfiguration<SecretSet>(secrets).ApplyConfiguration<StoredSecret>(secrets);

        var webhooks = new WebhookMapping();
        modelBuilder.ApplyConfiguration<Webhook>(webhooks).ApplyConfiguration<OutboxEvent>(webhooks).ApplyConfiguration<WebhookDelivery>(webhooks);
    }

    private sealed class QualityAsJson() : ValueConverter<CallQuality, string>(
        quality => JsonSerializer.Serialize(quality, AgentEventJson.Default.CallQuality),
        text => JsonSerializer.Deserialize(text, AgentEventJson.Default.CallQuality)!);

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        moment => moment.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));
}
