using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Parley.Cli;

/// <summary>The host of the command: where its settings come from.</summary>
internal static class ParleyHost
{
    /// <summary>Settings, the later over the earlier: appsettings.json, the file, environment variables, the address.</summary>
    public static WebApplicationBuilder CreateBuilder(FileInfo? config, string? urls)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "parley" });
        if (config is not null)
        {
            builder.Configuration.AddJsonFile(config.FullName, optional: false, reloadOnChange: false);
            builder.Configuration.AddEnvironmentVariables();
        }

        if (urls is not null)
        {
            builder.Configuration["urls"] = urls;
        }

        builder.Logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);   // What fails at the start is said once, by Failures.
        return builder;
    }
}
