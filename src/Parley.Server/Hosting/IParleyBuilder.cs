using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Server.Hosting;

/// <summary>What <see cref="ParleyHosting.AddParley"/> gives to add agents, trunks and speech to.</summary>
public interface IParleyBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>The configuration of the host; ours is its section <see cref="ParleyOptions.Section"/>.</summary>
    IConfiguration Configuration { get; }
}
