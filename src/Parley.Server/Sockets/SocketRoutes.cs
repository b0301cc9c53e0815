using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Hosting;
using Parley.Server.Sockets.Bots;

namespace Parley.Server.Sockets;

/// <summary>Provider sockets: what they consist of, and where they are.</summary>
internal static class SocketRoutes
{
    public static void AddSockets(this IServiceCollection services)
    {
        services.TryAddSingleton<SessionTokens>();
        services.TryAddSingleton<ServiceNames>();
        services.TryAddSingleton<SocketInvitations>();
        services.TryAddSingleton<ProviderHangUp>();
        services.TryAddSingleton<ProviderSockets>();
        services.TryAddSingleton<BotCalls>();
        services.TryAddScoped<RemoteBot>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BotCallJson.Default));
    }

    public static void MapSockets(this IEndpointRouteBuilder app)
    {
        const string Summary = "Takes a call of a provider over a WebSocket: twilio, telnyx, plivo, exotel, or generic for clients of one's own.";
        app.MapGet("/ws/{provider}", (string provider, HttpContext context, ProviderSockets sockets) => sockets.HandleAsync(provider, null, context))
            .WithSummary(Summary).Produces(101).ProducesErrors(400, 403, 404, 413, 426, 429, 503);
        app.MapGet("/ws/{provider}/{**rest}", (string provider, string? rest, HttpContext context, ProviderSockets sockets) => sockets.HandleAsync(provider, rest, context))
            .WithSummary(Summary + " The path goes on with agent.org (of generic), and with the session token.").Produces(101).ProducesErrors(400, 403, 404, 413, 426, 429, 503);
        app.MapPost("/2010-04-01/Accounts/{account}/Calls/{call}.json", (string account, string call, HttpRequest request, BotCalls calls) => calls.UpdateAsync(account, call, request))
            .WithSummary("Ends a call of an agent that is a program elsewhere, as Twilio's API does: Status=completed as a form, and a private key as the password.")
            .DisableAntiforgery().Produces<CallDocument>().Produces<CallErrorDocument>(400).Produces<CallErrorDocument>(401).Produces<CallErrorDocument>(404);
    }
}
