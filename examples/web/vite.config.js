import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The gateway serves what is built at /app. `npm run dev` passes calls on to a stack that `make up` started.
export default defineConfig({
  base: "/app/",
  plugins: [react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { "/graphql": "http://127.0.0.1:8000" } },
});
