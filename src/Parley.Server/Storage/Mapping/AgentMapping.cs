using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The tables of agents and their deployments.</summary>
internal sealed class AgentMapping : IEntityTypeConfiguration<StoredAgent>, IEntityTypeConfiguration<StoredDeployment>
{
    public void Configure(EntityTypeBuilder<StoredAgent> agent)
    {
        agent.ToTable("agents");
        agent.HasKey(a => a.Name);
        agent.Property(a => a.Name).HasMaxLength(64);
        agent.Property(a => a.SecretSet).HasMaxLength(64);
        agent.Property(a => a.WebSocketAuth).HasMaxLength(16);
    }

    public void Configure(EntityTypeBuilder<StoredDeployment> deployment)
    {
        deployment.ToTable("agent_deployments");
        deployment.HasIndex(d => new { d.Agent, d.Number }).IsUnique();
        deployment.Property(d => d.Agent).HasMaxLength(64);
        deployment.Property(d => d.SecretSet).HasMaxLength(64);
        deployment.Property(d => d.WebSocketAuth).HasMaxLength(16);
    }
}
