using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Server.Hosting;

/// <summary>The builder that <see cref="ParleyHosting.AddParley"/> gives.</summary>
internal sealed class ParleyBuilder(IServiceCollection services, IConfiguration configuration) : IParleyBuilder
{
    public IServiceCollection Services => services;

    public IConfiguration Configuration => configuration;
}
