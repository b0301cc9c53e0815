using Microsoft.Extensions.Configuration;
using Parley.Server.Hosting;

namespace Parley.Server.Tests;

internal static class ConfigurationExtensions
{
    /// <summary>Settings below the section of the server.</summary>
    public static IConfigurationBuilder AddInMemoryCollectionOf(this IConfigurationBuilder configuration, params ReadOnlySpan<(string Key, string Value)> settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
        {
            values[$"{ParleyOptions.Section}:{key}"] = value;
        }

        return configuration.AddInMemoryCollection(values);
    }
}
