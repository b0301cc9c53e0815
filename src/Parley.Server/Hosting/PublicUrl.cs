using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Parley.Server.Hosting;

/// <summary>How the world reaches this server over HTTP: as configured, or else where it listens.</summary>
internal sealed class PublicUrl(IOptions<ParleyOptions> options, IServiceProvider services)
{
    /// <summary>Without a slash at its end. To be asked for once the server listens.</summary>
    public string Value => field ??= (options.Value.PublicUrl?.AbsoluteUri ?? Listening()).TrimEnd('/');

    /// <summary>The address that paths of the API begin with.</summary>
    public string OfApi => $"{Value}/v1";

    /// <summary>The address of a room.</summary>
    public string OfRoom(string name) => $"{Value}/{name}";

    private string Listening()
    {
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses;
        return (addresses?.FirstOrDefault() ?? "http://127.0.0.1")
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
    }
}
