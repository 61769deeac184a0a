import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/graphiql.css";
import React from "react";
import { createRoot } from "react-dom/client";

const place = document.getElementById("graphiql");
const fetcher = createGraphiQLFetcher({ url: place.dataset.url });
createRoot(place).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={place.dataset.query}
    defaultHeaders={place.dataset.headers}
    shouldPersistHeaders={false}
  />,
);
