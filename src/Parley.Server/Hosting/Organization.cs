using Microsoft.Extensions.Options;
using Parley.Server.Storage;

namespace Parley.Server.Hosting;

/// <summary>The one organization that this server is.</summary>
internal sealed class Organization(IOptions<ParleyOptions> options, IdentityStore identities)
{
    /// <summary>The name in paths.</summary>
    public string Name => options.Value.Organization.Name;

    /// <summary>The one region.</summary>
    public string Region => options.Value.Organization.Region;

    /// <summary>The id: as configured, or else the stored one.</summary>
    public async ValueTask<Guid> GetIdAsync(CancellationToken cancellationToken)
        => options.Value.Organization.Id ?? (await identities.GetAsync(cancellationToken)).DomainId;

    /// <summary>Whether a path means this organization: by its name or its id.</summary>
    public async ValueTask<bool> IsAsync(string nameOrId, CancellationToken cancellationToken)
        => nameOrId == Name || (Guid.TryParse(nameOrId, out var id) && id == await GetIdAsync(cancellationToken));
}
