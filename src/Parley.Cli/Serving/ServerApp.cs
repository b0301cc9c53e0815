using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.Samples.Inbound;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;

namespace Parley.Cli.Serving;

/// <summary>The server as the command runs it: the bundled agents, speech and models by configuration, the simulated network where there is no trunk.</summary>
internal static class ServerApp
{
    /// <summary>Builds it; <see cref="WebApplication.StartAsync"/> starts it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<StartupNotes>();   // First, so that it speaks before any trouble does.
        builder.AddTelemetry();
        builder.AddBundledSpeech();
        builder.AddSimulatedNetwork();
        builder.AddParley()
            .AddAgent<OutboundAgent>("outbound")
            .AddAgent<InboundAgent>("inbound");
        var app = builder.Build();
        app.MapParley();
        return app;
    }
}
